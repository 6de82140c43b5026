import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import { allOf } from '../in-parallel.ts';
import type { Run } from '../run.ts';
import { describedTable } from '../upstream-table.ts';
import { copyResult } from './copy-result.ts';
import { parquetPath, type Written } from './leave-extract.ts';
import { openDuckDb } from './open.ts';
import { checkEstimate } from './query-cap.ts';
import { tablesOfQuery } from './query-tables.ts';
import { quoteText } from './quote.ts';
import { fillScratch, type Referenced } from './scratch-database.ts';

/** The result of a query, and what there is to say of it. */
export interface QueryResult {
  readonly written: Written;
  readonly notices: readonly ReadMessage[];
}

/** Runs the query of a table over exports of the tables it names. */
export const runOverExports = async (
  planned: PlannedTable,
  run: Run,
  staging: string,
): Promise<QueryResult> => {
  const { id, name, sourceQuery: sql = '' } = planned;
  const extractedAt = run.now();
  using duckdb = await openDuckDb(':memory:', run.config);
  const { connection } = duckdb;
  const tables = await referenced({ name, sql }, connection, run);
  const scratch = join(staging, `scratch-${id}.duckdb`);
  const path = parquetPath(staging, name);
  try {
    const notices = await fillScratch(connection, { path: scratch, tables }, { run, planned });
    // From here on the statement of somebody else is run: it reaches its tables and the one file it goes to.
    await connection.run(
      `SET allowed_paths = [${quoteText(path)}]; SET enable_external_access = false; SET lock_configuration = true`,
    );
    const limit = run.config.max_bytes_per_materialize;
    const rows = await copyResult(connection, { name, sql }, { path, limit, signal: run.signal });
    return {
      written: { name, rows, path, extractedAt },
      notices: [...notices, ...emptyNotice(planned, rows)],
    };
  } finally {
    await Promise.all([scratch, `${scratch}.wal`].map((file) => rm(file, { force: true })));
  }
};

/** The tables of a query within its cap. */
export const referenced = async (
  query: { readonly name: string; readonly sql: string },
  connection: Parameters<typeof tablesOfQuery>[0],
  { api, config }: Pick<Run, 'api' | 'config'>,
): Promise<readonly Referenced[]> => {
  const named = await tablesOfQuery(connection, query);
  const tables = await allOf(named, config.table_concurrency, async (table) => ({
    ...table,
    upstream: await describedTable(api, `${table.bucket}.${table.sourceTable}`, config),
  }));
  checkEstimate(
    query.name,
    tables.map(({ upstream }) => upstream),
    config,
  );
  return tables;
};

/** Nothing is a result, too, and one that people want to know of. */
export const emptyNotice = ({ id, name }: PlannedTable, rows: number): readonly ReadMessage[] =>
  rows > 0
    ? []
    : [{ type: 'notice', table: id, code: 'empty_result', message: `The query of "${name}" gives no rows.` }];
