import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DriverUnfit,
  defineConnector,
  type PlannedTable,
  type ReadContext,
  type ReadMessage,
} from '@agnes/sdk/connector';
import { loadExtension } from '@agnes/sdk/extract';
import { checkProject } from './check-project.ts';
import storageApi from './connector.ts';
import { attachProject } from './duckdb/attach-project.ts';
import { copyResult } from './duckdb/copy-result.ts';
import { parquetPath } from './duckdb/leave-extract.ts';
import { type OpenDuckDb, openDuckDb } from './duckdb/open.ts';
import { catalog } from './duckdb/query-tables.ts';
import { quoteIdent } from './duckdb/quote.ts';
import { emptyNotice, referenced } from './duckdb/run-query.ts';
import { tableFailed } from './duckdb/table-failed.ts';
import { asTheyCome } from './in-parallel.ts';
import { lookAt, type Wanted } from './look-at.ts';
import { beginRun, type Run } from './run.ts';
import type { Settings } from './settings.ts';

/** Whole tables and queries by DuckDB's extension, which talks to the stack itself. */
export default defineConnector<Settings>({
  ...storageApi,

  async *read(context) {
    const { tables, config } = context;
    for (const table of tables) {
      const reason = unfitness(table);
      if (reason)
        yield { type: 'failed', table: table.id, error: DriverUnfit({ table: table.name, reason }) };
    }
    const fit = tables.filter((table) => !unfitness(table));
    if (fit.length === 0) return;
    const run = beginRun(context);
    // The extension asks nobody whose token it is, and tells a refusal as text.
    await checkProject(run);
    using duckdb = await opened(context);
    const wanted: Wanted[] = [];
    for await (const look of asTheyCome(fit, config.table_concurrency, (table) => lookAt(table, run))) {
      if ('type' in look) yield look;
      else wanted.push(look);
    }
    if (wanted.length > 0) yield* copyAll(wanted, context, { duckdb, run });
  },
});

async function* copyAll(
  wanted: readonly Wanted[],
  context: ReadContext<Settings>,
  { duckdb, run }: Omit<Parts, 'staging'>,
): AsyncGenerator<ReadMessage> {
  const { signal, staging = '' } = context;
  await attachProject(duckdb.connection, context);
  await mkdir(join(staging, 'data'), { recursive: true });
  for (const one of wanted) {
    signal.throwIfAborted();
    try {
      yield* copied(one, { duckdb, run, staging });
    } catch (error) {
      signal.throwIfAborted();
      yield { type: 'failed', table: one.table.id, error };
    }
  }
}

const opened = async (context: ReadContext<Settings>): Promise<OpenDuckDb> => {
  const { config, staging = '', extensionFolder: folder = join(staging, 'extensions') } = context;
  const duckdb = await openDuckDb(':memory:', config);
  try {
    await loadExtension(duckdb.connection, { name: 'keboola', from: 'community', folder });
    return duckdb;
  } catch (error) {
    duckdb[Symbol.dispose]();
    throw error;
  }
};

/** Why the extension is not made for a table: it knows no changes since, no row filter and no column subset. */
const unfitness = ({ queryMode, strategy, fullRefresh, whereFilters = [], columns }: PlannedTable) => {
  if (queryMode === 'materialized') return undefined;
  if (strategy === 'incremental' || !fullRefresh) return 'it is read incrementally.';
  if (whereFilters.length > 0) return 'it has a row filter.';
  return columns ? 'it has a column subset.' : undefined;
};

interface Parts {
  readonly duckdb: OpenDuckDb;
  readonly run: Run;
  readonly staging: string;
}

async function* copied({ table, state }: Wanted, parts: Parts): AsyncGenerator<ReadMessage> {
  const { id, name } = table;
  const path = parquetPath(parts.staging, name);
  const rows = await (state ? copyTable : copyQuery)(table, path, parts);
  if (!state) yield* emptyNotice(table, rows);
  yield { type: 'mode', table: id, mode: 'replace' };
  yield { type: 'file', table: id, path, format: { kind: 'parquet' } };
  if (state) yield state;
}

type Copy = (table: PlannedTable, path: string, parts: Parts) => Promise<number>;

const copyTable: Copy = ({ name, bucket = '', sourceTable = '' }, path, { duckdb, run: { signal } }) => {
  const sql = `SELECT * FROM ${catalog}.${quoteIdent(bucket)}.${quoteIdent(sourceTable)}`;
  return copyResult(duckdb.connection, { name, sql }, { path, limit: 0, signal, failed: tableFailed });
};

// The extension opens files and connections in this DuckDB, so nothing is locked: what a query may name its parse says.
const copyQuery: Copy = async ({ name, sourceQuery: sql = '' }, path, { duckdb: { connection }, run }) => {
  await referenced({ name, sql }, connection, run);
  const { max_bytes_per_materialize: limit } = run.config;
  return copyResult(connection, { name, sql }, { path, limit, signal: run.signal });
};
