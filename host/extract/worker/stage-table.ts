import { join } from 'node:path';
import type { Column } from '@agnes/sdk';
import { crashPoint } from '../../store/crash-point.ts';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { badTableName, keyDuplicate, keyMissing, keyNull, rowsLost } from '../errors.ts';
import { isTableName } from '../table-name.ts';
import type { StagedFile, StageRequest, TableInput, TableStaged } from '../take-in-messages.ts';
import { columnsOf } from './columns.ts';
import { hashAndSync } from './file-hashes.ts';
import { tableErrorOf } from './input-fault.ts';
import { checkFiles } from './input-files.ts';
import { selectInputs } from './inputs.ts';
import { readParquet, type Sandbox } from './sandbox.ts';

/** Turns the files of one table into a checked parquet file. What goes wrong is this table's result, never a throw. */
export const stageTable = async (
  sandbox: Sandbox,
  table: TableInput,
  request: StageRequest,
): Promise<TableStaged> => {
  const { id, name } = table;
  try {
    return { id, name, status: 'staged', file: await stage(sandbox, table, request) };
  } catch (cause) {
    const folders = [request.scratch, ...request.allowedPaths];
    return { id, name, status: 'failed', error: tableErrorOf(cause, folders) };
  }
};

const stage = async (sandbox: Sandbox, table: TableInput, request: StageRequest): Promise<StagedFile> => {
  // The name becomes a file name below.
  if (!isTableName(table.name)) throw badTableName({ table: table.name });
  const files = await checkFiles(table, request.allowedPaths);
  const select = await selectInputs(sandbox, files);
  const path = join(request.scratch, `${table.name}.parquet`);
  const [[written] = []] = await sandbox.rows(
    `COPY (${select}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  crashPoint('takein.written');
  const rows = await checkRows(sandbox, { table: table.name, path, written: Number(written) });
  const columns = await columnsOf(sandbox, `SELECT * FROM ${readParquet([path])}`);
  await checkKey(sandbox, path, { columns, key: table.primaryKey });
  crashPoint('takein.checked');
  const hashes = await hashAndSync(path);
  crashPoint('takein.hashed');
  return { path, rows, columns, ...hashes };
};

const checkRows = async (
  sandbox: Sandbox,
  { table, path, written }: { readonly table: string; readonly path: string; readonly written: number },
): Promise<number> => {
  const read = await one(sandbox, `SELECT count(*) FROM ${readParquet([path])}`);
  if (read !== written) throw rowsLost({ table, written, read });
  return read;
};

const checkKey = async (
  sandbox: Sandbox,
  path: string,
  { columns, key }: { readonly columns: readonly Column[]; readonly key: readonly string[] },
): Promise<void> => {
  if (key.length === 0) return;
  const known = new Set(columns.map(({ name }) => name.toLowerCase()));
  const missing = key.find((column) => !known.has(column.toLowerCase()));
  if (missing !== undefined) throw keyMissing({ column: missing });
  const [from, names] = [`FROM ${readParquet([path])}`, key.map(quoteIdent)];
  const isNull = names.map((name) => `${name} IS NULL`).join(' OR ');
  const rows = await one(sandbox, `SELECT count(*) ${from} WHERE ${isNull}`);
  if (rows > 0) throw keyNull({ rows, columns: key });
  const doubled = `SELECT 1 ${from} GROUP BY ${names.join(', ')} HAVING count(*) > 1`;
  const keys = await one(sandbox, `SELECT count(*) FROM (${doubled})`);
  if (keys > 0) throw keyDuplicate({ keys, columns: key });
};

const one = async (sandbox: Sandbox, sql: string): Promise<number> =>
  Number((await sandbox.rows(sql))[0]?.[0]);
