import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { tempFolder } from '../../support/temp-folder.ts';

/** A parquet file of what a statement selects, with the same rows to be asked in SQL as `t`. */
export const parquetTable = async (t: ExecutionContext, select: string) => {
  const path = join(await tempFolder(t), 'table.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  t.teardown(() => {
    connection.closeSync();
    instance.closeSync();
  });
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`CREATE TABLE t AS ${select}`);
  await connection.run(`COPY t TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`);
  /** The first row of a query; numbers as numbers. */
  const ask = async (sql: string): Promise<readonly unknown[]> =>
    (await connection.runAndReadAll(sql)).getRowsJson()[0] ?? [];
  return { table: { files: [path], sizeBytes: (await stat(path)).size }, ask };
};
