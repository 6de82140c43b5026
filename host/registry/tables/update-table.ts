import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { Tables } from '../../store/tables.ts';
import type { Desk } from '../desk.ts';
import { invalidTable, tableNotFound } from '../errors.ts';
import type { ReadModel } from '../read-model.ts';
import { rebuildJob } from '../rebuild-job.ts';
import type { Table, TableChange } from '../table.ts';
import { checkBigQuery } from './bigquery-faults.ts';
import { changedDraft, clearFaults } from './changed-draft.ts';
import { findTable } from './repository.ts';
import { sourceOfDraft, surroundingsOf } from './surroundings.ts';
import { tableFaults } from './table-faults.ts';
import { tableOfDraft } from './table-of-draft.ts';
import { changeTable, isElsewhere } from './write-table.ts';

/** What an update led to. */
export interface TableUpdate {
  readonly table: Table;
  /** The job that shows the table under its new name. */
  readonly jobId?: string;
}

interface Wanted {
  readonly idOrName: string;
  readonly change: TableChange;
}

/** Changes some fields of a table; what results is held to the same rules as a registration. */
export const updateTable = async (
  desk: Desk,
  { idOrName, change }: Wanted,
  intent: Intent,
): Promise<TableUpdate> => {
  const model = await desk.model();
  const { before, after } = await desk.store.write(intent, (tx) =>
    write(desk, tx, { model, idOrName, change }),
  );
  model.putTable(after);
  // What was read from one source, or brought here, is no data of another one, or of a table that stays there.
  if (isElsewhere({ before, after })) await desk.onChanged([after.id]);
  const renamed = before.name === after.name ? undefined : await showRenamed(desk, after, intent);
  const described = after.queryMode === 'remote' ? await desk.remote?.changed(after, intent) : undefined;
  if (before.queryMode === 'remote' && after.queryMode !== 'remote') await desk.remote?.gone(before);
  const jobId = described ?? renamed;
  return { table: after, ...(jobId !== undefined && { jobId }) };
};

const write = async (
  desk: Desk,
  tx: Kysely<Tables>,
  { model, idOrName, change }: Wanted & { readonly model: ReadModel },
): Promise<{ readonly before: Table; readonly after: Table }> => {
  const known = model.table(idOrName);
  // Read again: whoever was faster has changed what the change is laid upon.
  const before = known && (await findTable(tx, known.id, model.sources));
  if (!before) throw tableNotFound({ table: idOrName });
  const after = resultOf(desk, model, { before, change });
  await changeTable(tx, { before, after, at: new Date(desk.now()) });
  return { before, after };
};

const resultOf = (
  desk: Desk,
  model: ReadModel,
  { before, change }: { readonly before: Table; readonly change: TableChange },
): Table => {
  const around = surroundingsOf(desk, model);
  const draft = changedDraft(before, change);
  const errors = [...clearFaults(change), ...tableFaults(draft, around)];
  if (errors.length > 0) throw invalidTable({ name: before.name, errors });
  checkBigQuery(draft, around);
  const by = before.registeredBy ?? 'system:host';
  return tableOfDraft(draft, { source: sourceOfDraft(draft, around), by, at: before.registeredAt.getTime() });
};

const showRenamed = async (
  { jobs }: Desk,
  { id, name }: Table,
  { actor, requestId }: Intent,
): Promise<string | undefined> => {
  const enqueued = await jobs?.enqueue({
    ...rebuildJob({ reason: `The table ${id} is called ${name} now.` }),
    ...(actor.userId !== undefined && { createdBy: actor.userId }),
    ...(requestId !== undefined && { requestId }),
  });
  return enqueued?.job.id;
};
