import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** A real parquet file with the rows of a statement. */
export const parquetOf = async (sql: string): Promise<Buffer> => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-parquet-'));
  try {
    const path = join(folder, 'rows.parquet');
    await execute(':memory:', [`COPY (${sql}) TO '${path}' (FORMAT parquet)`]);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Runs statements on a database as another program would; answers the rows of the last one. */
export const execute = async (path: string, statements: readonly string[]): Promise<unknown[][]> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  let rows: unknown[][] = [];
  try {
    for (const sql of statements) rows = (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return rows;
};
