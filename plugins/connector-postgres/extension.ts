import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedTable, ReadContext, ReadMessage } from '@agnes/sdk';
import { defineConnector, NotFound } from '@agnes/sdk/connector';
import { type ExtractRow, writeExtractTables } from '@agnes/sdk/extract';
import type { DuckDBConnection } from '@duckdb/node-api';
import copying from './connector.ts';
import { attachDatabase, openDuckDb, quoteText, told } from './duckdb.ts';
import { driverUnfit, tooManyRows } from './errors.ts';
import { type AttachedSelect, attachedSelect } from './extension-select.ts';
import { lossyNotice } from './notices.ts';
import { quoteIdent } from './quote.ts';
import { accessOf } from './session.ts';
import { type FullSettings, type Settings, withDefaults } from './settings.ts';

/** Whole tables by DuckDB's own extension, which speaks to the server itself. */
export default defineConnector<Settings>({
  ...copying,

  async *read(context) {
    const { tables } = context;
    const fit = tables.filter(isWhole);
    for (const table of tables) if (!isWhole(table)) yield failed(table, driverUnfit({ table: table.name }));
    if (fit.length === 0) return;
    const written: ExtractRow[] = [];
    yield* copyAll(context, fit, written);
    if (written.length > 0) await leaveExtract(context.staging ?? '', written);
  },
});

async function* copyAll(
  context: ReadContext<Settings>,
  tables: readonly PlannedTable[],
  written: ExtractRow[],
): AsyncGenerator<ReadMessage> {
  const { staging = '', signal, now } = context;
  const settings = withDefaults(context.config);
  using duckdb = await openDuckDb(':memory:');
  const { connection } = duckdb;
  await attachDatabase(connection, accessOf(context, settings), context);
  await mkdir(join(staging, 'data'), { recursive: true });
  // One transaction: the tables of a run are of one moment.
  await told(connection.run('BEGIN'));
  using _stop = interruptOn(signal, () => connection.interrupt());
  for (const table of tables) {
    try {
      const select = await selectOf(connection, table, settings);
      const rows = await copyOne(connection, { table, select: select.text, staging });
      if (select.lossy.length > 0) yield lossyNotice(table, select.lossy);
      written.push({ name: table.name, rows, extractedAt: now(), queryMode: 'local' });
    } catch (error) {
      signal.throwIfAborted();
      // What has failed takes its transaction with it.
      await told(connection.run('ROLLBACK; BEGIN'));
      yield failed(table, error);
    }
  }
}

const selectOf = async (
  connection: DuckDBConnection,
  table: PlannedTable,
  settings: FullSettings,
): Promise<AttachedSelect> => {
  const { bucket = 'public', name } = table;
  if (settings.schemas.includes(bucket)) return attachedSelect(connection, table, settings);
  throw NotFound({ reason: `"${name}" is in the schema "${bucket}", which "schemas" does not name.` });
};

const copyOne = async (
  connection: DuckDBConnection,
  {
    table,
    select,
    staging,
  }: { readonly table: PlannedTable; readonly select: string; readonly staging: string },
): Promise<number> => {
  const path = quoteText(parquetPath(staging, table));
  const copy = `COPY (${select}) TO ${path} (FORMAT parquet, COMPRESSION zstd)`;
  const { rowsChanged } = await told(connection.run(copy));
  const { maxRows: limit, name } = table;
  if (limit !== undefined && rowsChanged > limit) throw tooManyRows({ table: name, limit });
  return rowsChanged;
};

const failed = ({ id }: PlannedTable, error: unknown): ReadMessage => ({ type: 'failed', table: id, error });

/** It knows no changes since, no row filter and no query in the words of the server. */
const isWhole = ({ queryMode, fullRefresh, whereFilters = [] }: PlannedTable): boolean =>
  queryMode !== 'materialized' && fullRefresh && whereFilters.length === 0;

const parquetPath = (staging: string, { name }: { readonly name: string }): string =>
  join(staging, 'data', `${name}.parquet`);

const interruptOn = (signal: AbortSignal, interrupt: () => void): Disposable => {
  signal.addEventListener('abort', interrupt);
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', interrupt) };
};

const leaveExtract = async (staging: string, tables: readonly ExtractRow[]): Promise<void> => {
  using duckdb = await openDuckDb(join(staging, 'extract.duckdb'));
  const { connection } = duckdb;
  for (const table of tables) {
    const path = quoteText(parquetPath(staging, table));
    await connection.run(`CREATE VIEW ${quoteIdent(table.name)} AS FROM read_parquet(${path})`);
  }
  await writeExtractTables(connection, tables);
};
