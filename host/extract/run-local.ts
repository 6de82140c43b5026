import type { Table } from '../registry/table.ts';
import { localFailed, notInLocalExtract } from './extract-errors.ts';
import { type Outcomes, reasonOf, type TableOutcome } from './outcome.ts';
import { cancelled } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import type { TakenUp } from './take-up.ts';
import { writeHistory } from './write-down.ts';

type Draft = Omit<TableOutcome, 'id' | 'name' | 'durationMs'>;

/** Settles the tables of a source that nobody reads: they are what its extract was found to hold. */
export const settleLocal = async (
  task: SourceTask,
  taken: TakenUp,
  { lake, store, now }: Pick<SourceRunDeps, 'lake' | 'store' | 'now'>,
): Promise<number | undefined> => {
  const { tables, outcomes, source } = task;
  const shown = lake.current().tables;
  const open = tables.filter((table) => !outcomes.of(table));
  const isStopped = task.signal.aborted && taken.state === 'unreadable';
  for (const table of isStopped ? open : []) outcomes.skip(table, reasonOf(cancelled({})));
  for (const table of isStopped ? [] : open) {
    const draft = draftOf(table, taken, { slug: source.slug, isShown: shown.has(table.id) });
    outcomes.settle(outcomes.draft(table, draft));
  }
  const settled = open.flatMap((table) => outcomes.of(table) ?? []);
  await store.keep((tx) => writeHistory(tx, task, { outcomes: settled, at: now() }));
  return generationOf(taken);
};

/** Settles what a look before the run has brought, so that the run tells of it. */
export const settleFound = (outcomes: Outcomes, taken: TakenUp): void => {
  if (taken.state !== 'taken') return;
  for (const table of taken.tables) {
    if (taken.changed.has(table.name)) outcomes.settle(outcomes.draft(table, foundDraft(table, taken)));
  }
  for (const { id, name, error } of taken.failed) outcomes.fail({ id, name }, { ...error, remedy });
};

/** The generation in which readers see what was taken up, when it was. */
export const generationOf = (taken: TakenUp): number | undefined =>
  taken.state === 'taken' ? taken.generation : undefined;

const remedy = 'Correct what wrote the extract; the last good data stays. See docs/extract-contract.md.';

const draftOf = (
  table: Table,
  taken: TakenUp,
  { slug, isShown }: { readonly slug: string; readonly isShown: boolean },
): Draft => {
  const named = { source: slug, table: table.name };
  switch (taken.state) {
    case 'absent':
      return failed(localFailed({ ...named, why: 'there is no extract.duckdb in its folder.' }));
    case 'unreadable':
      return failed(localFailed({ ...named, why: taken.why }));
    case 'same':
      return isShown ? { status: 'unchanged' } : failed(notInLocalExtract(named));
    case 'taken':
      return takenDraft(table, taken) ?? failed(notInLocalExtract(named));
  }
};

type Taken = Extract<TakenUp, { state: 'taken' }>;

const takenDraft = ({ id }: Table, taken: Taken): Draft | undefined => {
  const refused = taken.failed.find((one) => one.id === id);
  if (refused) return { status: 'failed', error: { ...refused.error, remedy } };
  const found = taken.tables.find((one) => one.id === id);
  return found && foundDraft(found, taken);
};

const foundDraft = ({ name, rows, sizeBytes }: Taken['tables'][number], { changed }: Taken): Draft =>
  changed.has(name) ? { status: 'published', rows, bytes: sizeBytes } : { status: 'unchanged' };

const failed = (cause: Error): Draft => ({ status: 'failed', error: reasonOf(cause) });
