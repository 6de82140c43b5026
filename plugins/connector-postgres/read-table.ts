import { join } from 'node:path';
import type { FileFormat, PlannedTable, ReadMessage } from '@agnes/sdk';
import { BudgetExceeded, ConfigError } from '@agnes/sdk/connector';
import { tooManyRows } from './errors.ts';
import { keySet } from './key-set.ts';
import { checkQuery } from './materialize.ts';
import { noticesOf } from './notices.ts';
import { quoteIdent } from './quote.ts';
import { planRead, type TablePlan } from './read-plan.ts';
import { type ReadColumn, readColumns, resetMisfits, selectSql } from './selection.ts';
import type { Session } from './session.ts';
import type { FullSettings } from './settings.ts';
import type { SinkPlace } from './sink.ts';
import { writeRows } from './write-rows.ts';

/** What reading a table works with. */
export interface TableRead {
  readonly session: Session;
  readonly settings: FullSettings;
  /** Folder for files; pipes come with the tables. */
  readonly staging: string;
  /** When the run began. */
  readonly now: number;
}

/** Reads one table. What goes wrong is thrown; the transaction is as before. */
export async function* readTable(table: PlannedTable, read: TableRead): AsyncGenerator<ReadMessage> {
  const { session } = read;
  await session.ask('SAVEPOINT agnes_table');
  try {
    yield* readWithin(table, read);
    await session.ask('RELEASE SAVEPOINT agnes_table');
  } catch (error) {
    await session.ask('ROLLBACK TO SAVEPOINT agnes_table').catch(() => {});
    throw error;
  }
}

async function* readWithin(table: PlannedTable, read: TableRead): AsyncGenerator<ReadMessage> {
  const { session, settings, now } = read;
  const from = await sourceOf(table, read);
  const columns = await readColumns(session, from, {
    table: table.name,
    numeric: settings.numeric,
    ...(table.columns && { columns: table.columns }),
  });
  const plan = await planRead(session, table, { from, columns, now });
  await resetMisfits(session, columns);
  yield { type: 'mode', table: table.id, mode: plan.mode };
  const isCompared = table.compareKeys === true && plan.mode === 'merge';
  yield* writeTable(isCompared ? unpiped(table) : table, plan, read);
  yield* noticesOf(session, table, plan);
  if (isCompared) yield* keySet(table, { from, columns, now }, read);
  yield { type: 'state', table: table.id, ...plan.next };
}

// What comes through a pipe is all of its table; nothing may follow it.
const unpiped = ({ pipe: _, ...table }: PlannedTable): PlannedTable => table;

const sourceOf = async (table: PlannedTable, { session, settings }: TableRead): Promise<string> => {
  if (table.queryMode === 'materialized') {
    const limitBytes = settings.max_bytes_per_materialize;
    return checkQuery(session, { table: table.name, sql: table.sourceQuery ?? '', limitBytes });
  }
  const { sourceTable, bucket, name } = table;
  if (sourceTable === undefined) throw ConfigError({ reason: `"${name}" names no table of the source.` });
  return `${quoteIdent(bucket ?? 'public')}.${quoteIdent(sourceTable)}`;
};

async function* writeTable(
  table: PlannedTable,
  { columns, rows }: TablePlan,
  { session, settings, staging }: TableRead,
): AsyncGenerator<ReadMessage> {
  const { id, name, maxRows: limit, pipe } = table;
  const statement = selectSql(columns, { ...rows, ...(limit !== undefined && { limit: limit + 1 }) });
  const place = placeOf(table, { settings, staging });
  const file: ReadMessage = { type: 'file', table: id, path: place.path, format: formatOf(columns) };
  // Of a pipe somebody has to know before it is written, of a file once it is whole.
  if (pipe !== undefined) yield file;
  const { driver, fetch_size: fetchSize } = settings;
  const written = await writeRows(session, statement, { driver, fetchSize, place });
  if (limit !== undefined && written.rows > limit) throw tooManyRows({ table: name, limit });
  if (pipe === undefined) yield file;
  if (written.refused === undefined) return;
  const message = `COPY was refused, so "${name}" was read through a cursor, which is slower: ${written.refused}`;
  yield { type: 'notice', table: id, code: 'copy_refused', message };
}

const formatOf = (columns: readonly ReadColumn[]): FileFormat => ({
  kind: 'csv',
  dialect: 'copy',
  columns: columns.map(({ name, type }) => ({ name, type })),
});

const placeOf = (
  { id, name, pipe, queryMode }: PlannedTable,
  { settings, staging }: Pick<TableRead, 'settings' | 'staging'>,
): SinkPlace => {
  const bytes = settings.max_bytes_per_materialize;
  const exceeded = (current: number): Error => BudgetExceeded({ table: name, current, limit: bytes });
  return {
    table: name,
    path: pipe ?? join(staging, `${id}.csv`),
    isPipe: pipe !== undefined,
    // The planner may be wrong: what a query really gives is watched, too.
    ...(queryMode === 'materialized' && { limit: { bytes, exceeded } }),
  };
};
