import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isPlatformError } from '@agnes/sdk';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { QueryPool } from '../../../host/query/pool.ts';
import type { QueryPoolOptions } from '../../../host/query/pool-options.ts';
import type { QueryRequest } from '../../../host/query/query-request.ts';
import type { QueryScope } from '../../../host/query/scope.ts';
import { newId } from '../../../host/store/new-id.ts';
import { inLanes } from '../../support/in-lanes.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Statements at a time. Beyond 64 that wait the pool refuses, and a refusal proves nothing of a statement. */
const fewEnough = 40;

/** What came of a statement, as text: `rows` are the bytes of the answer. */
export interface Outcome {
  readonly sql: string;
  readonly code: string;
  readonly rows: string;
  readonly told: string;
  readonly truncated?: boolean;
  readonly columns?: readonly string[];
  readonly types?: readonly string[];
}

type LabOptions = Partial<Pick<QueryPoolOptions, 'workers' | 'maxJsonBytes' | 'crashes' | 'log'>>;

/** Real parquet files, a real pool over them, and a way to ask. */
export const openLab = async (t: ExecutionContext, options: LabOptions = {}) => {
  const folder = await tempFolder(t);
  await writeTables(folder);
  const pool = new QueryPool({
    folder: join(folder, 'run'),
    ...{ workers: 1, threads: 2, memoryMb: 512, maxJsonBytes: 2 ** 28, log: () => {} },
    ...options,
    newId,
  });
  t.teardown(() => pool[Symbol.asyncDispose]());
  const scope = viewsOf(folder, ['orders', 'people']);
  const ask = inLanes(
    (sql: string, options: Partial<QueryRequest> = {}): Promise<Outcome> =>
      outcomeOf(pool, { sql, scope, limit: 1000, format: 'json', timeoutMs: 60_000, ...options }),
    fewEnough,
  );
  /** The rows of an answer, or the code of the error. */
  const rows = async (sql: string, options: Partial<QueryRequest> = {}): Promise<unknown> => {
    const { code, rows: text } = await ask(sql, options);
    return code === 'ok' ? JSON.parse(`[${text.slice(1)}]`) : code;
  };
  return { folder, pool, scope, ask, rows };
};

/** A scope of tables whose files lie in one folder. */
export const viewsOf = (folder: string, names: readonly string[]): QueryScope => ({
  key: `views ${names.join(' ')}`,
  views: names.map((name) => ({ name, files: [join(folder, `${name}.parquet`)] })),
});

/** Runs SQL in a DuckDB of the test itself. */
export const inDuckDb = async (...statements: readonly string[]): Promise<unknown> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const last = await connection.runAndReadAll(statements.join(';'));
  const rows = last.getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
};

/** What no answer may hold: values, a column and a table that the scope of the lab has no part in. */
export const canaries = ['canary_value', 'canary_column', 'canary_table'];

const writeTables = (folder: string): Promise<unknown> => {
  const write = (name: string, select: string): string =>
    `COPY (${select}) TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet)`;
  return inDuckDb(
    write(
      'orders',
      `SELECT id, 'region ' || id % 3 AS region, id * 10 AS amount, DATE '2026-01-01' + id::INT AS last_update
       FROM range(1, 13) t(id)`,
    ),
    write('people', "SELECT id, 'name ' || id AS name, [id, id + 1] AS tags FROM range(1, 4) t(id)"),
    write('salaries', "SELECT 'canary_value' AS canary_column"),
    write('canary_table', "SELECT 'canary_value' AS canary_column"),
    `COPY (SELECT 'canary_value' AS canary_column) TO '${join(folder, 'plain.csv')}' (FORMAT csv)`,
  );
};

const outcomeOf = async (pool: QueryPool, request: QueryRequest): Promise<Outcome> => {
  const { sql } = request;
  try {
    const { columns, types, body, end } = await pool.run(request);
    const rows = await textOf(body);
    const { truncated } = await end;
    return { sql, code: 'ok', rows, told: JSON.stringify([columns, types]), truncated, columns, types };
  } catch (error) {
    if (!isPlatformError(error) || error.code === 'queue_full') throw error;
    const told = JSON.stringify([error.message, error.hint, error.details]);
    return { sql, code: error.code, rows: '', told };
  }
};

const textOf = async (body: Buffer | Readable): Promise<string> =>
  Buffer.isBuffer(body) ? body.toString('utf8') : Buffer.concat(await body.toArray()).toString('utf8');
