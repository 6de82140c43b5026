import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DriverUnfit, defineConnector, type PlannedTable, type ReadContext } from '@agnes/sdk/connector';
import storageApi from './connector.ts';
import { attachProject } from './duckdb/attach-project.ts';
import { copyResult } from './duckdb/copy-result.ts';
import { leaveExtract, parquetPath, type Written } from './duckdb/leave-extract.ts';
import { type OpenDuckDb, openDuckDb } from './duckdb/open.ts';
import { catalog } from './duckdb/query-tables.ts';
import { quoteIdent } from './duckdb/quote.ts';
import { emptyNotice, referenced } from './duckdb/run-query.ts';
import { beginRun, type Run } from './run.ts';
import type { Settings } from './settings.ts';
import { upstreamId } from './upstream-table.ts';

/** Whole tables and queries by DuckDB's extension, which talks to the stack itself. */
export default defineConnector<Settings>({
  ...storageApi,

  async *read(context) {
    const { tables, config, signal, staging = '' } = context;
    for (const table of tables) {
      const reason = unfitness(table);
      if (reason)
        yield { type: 'failed', table: table.id, error: DriverUnfit({ table: table.name, reason }) };
    }
    const fit = tables.filter((table) => !unfitness(table));
    if (fit.length === 0) return;
    using duckdb = await attached(context);
    await mkdir(join(staging, 'data'), { recursive: true });
    const written: Written[] = [];
    for (const table of fit) {
      signal.throwIfAborted();
      try {
        const one = await copied(table, { duckdb, run: beginRun(context), staging });
        if (table.queryMode === 'materialized') yield* emptyNotice(table, one.rows);
        written.push(one);
      } catch (error) {
        signal.throwIfAborted();
        yield { type: 'failed', table: table.id, error };
      }
    }
    if (written.length > 0) await leaveExtract(staging, written, config);
  },
});

const attached = async (context: ReadContext<Settings>): Promise<OpenDuckDb> => {
  const duckdb = await openDuckDb(':memory:', context.config);
  try {
    await attachProject(duckdb.connection, context);
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

const copied = async (table: PlannedTable, { duckdb, run, staging }: Parts): Promise<Written> => {
  const { name, bucket = '', sourceTable = '', sourceQuery } = table;
  const { connection } = duckdb;
  const extractedAt = run.now();
  const path = parquetPath(staging, name);
  const cap = run.config.max_bytes_per_materialize;
  if (sourceQuery !== undefined) {
    await referenced({ name, sql: sourceQuery }, connection, run);
    const rows = await copyResult(
      connection,
      { name, sql: sourceQuery },
      { path, limit: cap, signal: run.signal },
    );
    return { name, rows, path, extractedAt };
  }
  upstreamId(table);
  const sql = `SELECT * FROM ${catalog}.${quoteIdent(bucket)}.${quoteIdent(sourceTable)}`;
  const rows = await copyResult(connection, { name, sql }, { path, limit: 0, signal: run.signal });
  return { name, rows, path, extractedAt };
};
