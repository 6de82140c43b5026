import { join } from 'node:path';
import type { PlannedTable, ReadMessage } from '@agnes/sdk';
import { NotFound } from '@agnes/sdk/connector';
import { filterConditions } from './conditions.ts';
import { cursorRows } from './cursor-driver.ts';
import type { Relation } from './read-plan.ts';
import { type ReadColumn, resetMisfits, selectSql } from './selection.ts';
import type { Session } from './session.ts';
import type { FullSettings } from './settings.ts';
import { Sink } from './sink.ts';

interface KeyRead {
  readonly session: Session;
  readonly settings: Pick<FullSettings, 'fetch_size'>;
  readonly staging: string;
}

/** The keys of all rows that there are, of the same moment as the rows. */
export async function* keySet(
  table: PlannedTable,
  { from, columns, now }: Relation,
  { session, settings, staging }: KeyRead,
): AsyncGenerator<ReadMessage> {
  const key = table.primaryKey.map((name) => keyColumn(table, name, columns));
  const path = join(staging, `${table.id}-keys.csv`);
  await resetMisfits(session, key);
  const statement = selectSql(key, { from, ...filterConditions(table.whereFilters, now) });
  {
    await using sink = await Sink.open({ table: table.name, path, isPipe: false });
    await cursorRows(session, statement, { sink, fetchSize: settings.fetch_size });
  }
  const named = key.map(({ name, type }) => ({ name, type }));
  yield { type: 'keys', table: table.id, path, format: { kind: 'csv', dialect: 'copy', columns: named } };
}

const keyColumn = (
  { name: table }: PlannedTable,
  name: string,
  columns: readonly ReadColumn[],
): ReadColumn => {
  const found =
    columns.find((column) => column.name === name) ??
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (!found) throw NotFound({ reason: `"${table}" has no column "${name}", which its key names.` });
  return found;
};
