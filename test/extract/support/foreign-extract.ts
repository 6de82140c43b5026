import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { readExtractDir } from '../../../host/extract/read-extract-dir.ts';
import type { ReadBounds } from '../../../host/extract/read-messages.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Writes an extract as somebody else does, with these statements; `data` is its folder of parquet files. */
export const writeForeign = async (
  extractDir: string,
  statements: (data: string) => readonly string[],
): Promise<string> => {
  const data = join(extractDir, 'data');
  await mkdir(join(data, 'months'), { recursive: true });
  const instance = await DuckDBInstance.create(join(extractDir, 'extract.duckdb'));
  const connection = await instance.connect();
  for (const statement of statements(data)) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  return extractDir;
};

/** The same in a folder of its own. */
export const foreignExtract = async (t: ExecutionContext, statements: (data: string) => readonly string[]) =>
  writeForeign(await tempFolder(t), statements);

/** A `_meta` as others write it. */
export const meta = 'CREATE TABLE _meta (table_name VARCHAR, rows BIGINT, files VARCHAR, query_mode VARCHAR)';
/** Writes one parquet file. */
export const parquet = (path: string, select = 'SELECT 1 AS id') =>
  `COPY (${select}) TO '${path}' (FORMAT parquet)`;
/** A row whose file is found by its name, and its view. */
export const viewed = (name: string) => [
  `CREATE VIEW ${name} AS SELECT 1`,
  `INSERT INTO _meta (table_name) VALUES ('${name}')`,
];
/** One table that is as it should be. */
export const good = (data: string) => [meta, parquet(`${data}/good.parquet`), ...viewed('good')];

/** What the take-in process makes of an extract. */
export const read = async (t: ExecutionContext, extractDir: string, bounds: Partial<ReadBounds> = {}) => {
  const extract = await readExtractDir(extractDir, bounds);
  if (extract.state !== 'read') return t.fail(JSON.stringify(extract)) as never;
  return extract;
};

/** The names that are taken, and why others are not. */
export const taken = async (t: ExecutionContext, extractDir: string, bounds: Partial<ReadBounds> = {}) => {
  const { tables, refused } = await read(t, extractDir, bounds);
  return {
    tables: tables.map(({ name }) => name),
    refused: Object.fromEntries(refused.map(({ name, code }) => [name, code])),
  };
};
