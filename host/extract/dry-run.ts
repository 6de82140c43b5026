import type { ApprovedTable } from './approved-table.ts';
import { reasonOf } from './outcome.ts';
import type { Gathered } from './publish-source.ts';
import { onlyTried } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import { settledOf, toldOf, writeHistory } from './write-down.ts';

/** Says what would be published, and publishes nothing: no file, no cursor, no state of a table is another one. */
export const onlyTry = async (
  task: SourceTask,
  { approved, unchanged }: Gathered,
  { store, now }: Pick<SourceRunDeps, 'store' | 'now'>,
): Promise<undefined> => {
  for (const one of approved) settleTried(task, one);
  for (const { table } of unchanged) {
    task.outcomes.skip(table, reasonOf(onlyTried({ table: table.name, what: 'unchanged' })));
  }
  await store.keep((tx) => writeHistory(tx, task, { outcomes: settledOf(task), at: now() }));
};

const settleTried = ({ outcomes }: SourceTask, one: ApprovedTable): void => {
  const { rows, sizeBytes: bytes } = one.data;
  const error = reasonOf(onlyTried({ table: one.table.name, what: 'published' }));
  outcomes.settle(outcomes.draft(one.table, { status: 'skipped', error, rows, bytes, ...toldOf(one) }));
};
