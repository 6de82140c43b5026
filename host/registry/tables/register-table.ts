import type { Intent } from '../../http/intent.ts';
import { actorOf, type Desk } from '../desk.ts';
import { invalidTable } from '../errors.ts';
import type { Source } from '../source.ts';
import type { Table, TableDraft } from '../table.ts';
import { checkBigQuery } from './bigquery-faults.ts';
import { sourceOfDraft, surroundingsOf } from './surroundings.ts';
import { tableFaults } from './table-faults.ts';
import { tableOfDraft } from './table-of-draft.ts';
import { addTable, checkFree } from './write-table.ts';

/** A draft that could be registered. */
export interface Prechecked {
  readonly table: Table;
  readonly source: Source | undefined;
}

/** Registers a table; its id never changes. */
export const registerTable = async (desk: Desk, draft: TableDraft, intent: Intent): Promise<Table> => {
  const { table } = await prepared(desk, draft, intent);
  await desk.store.write(intent, (tx) => addTable(tx, table));
  (await desk.model()).putTable(table);
  if (table.queryMode === 'remote') await desk.remote?.changed(table, intent);
  return table;
};

/** The same without writing. */
export const precheckTable = async (desk: Desk, draft: TableDraft, intent: Intent): Promise<Prechecked> => {
  const ready = await prepared(desk, draft, intent);
  await checkFree(desk.store.read, ready.table);
  return ready;
};

const prepared = async (desk: Desk, draft: TableDraft, intent: Intent): Promise<Prechecked> => {
  const around = surroundingsOf(desk, await desk.model());
  const errors = tableFaults(draft, around);
  if (errors.length > 0) throw invalidTable({ name: draft.name, errors });
  checkBigQuery(draft, around);
  const source = sourceOfDraft(draft, around);
  return { table: tableOfDraft(draft, { source, by: actorOf(intent), at: desk.now() }), source };
};
