import { chmod, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storedType } from '../../store/duckdb/declared-json.ts';
import { hashAndSync } from '../../store/file-hashes.ts';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { columnsOf, projection } from './columns.ts';
import type { FilesPlace, NamedFile, RowFault } from './extract-files.ts';
import type { Sandbox } from './sandbox.ts';

/** Where a native table is written to, and how much of one. */
export interface NativePlace extends FilesPlace {
  readonly nativeRows: number;
}

/**
 * Writes a table that lies inside `extract.duckdb` to parquet under `data/`, named by its content like any file of the
 * host. It must be a real table: a view would be somebody's SQL, run by us.
 */
export const writeNativeTable = async (
  sandbox: Sandbox,
  table: string,
  place: NativePlace,
): Promise<readonly NamedFile[] | RowFault> => {
  const from = `extract.main.${quoteIdent(table)}`;
  const [[rows] = []] = await sandbox.rows(`SELECT count(*) FROM ${from}`);
  if (Number(rows) > place.nativeRows) {
    return { code: 'too_large', why: `it has ${rows} rows; more than ${place.nativeRows} are not written` };
  }
  try {
    const data = await dataFolder(place.extractDir);
    const temporary = join(data, `.${table}.native.tmp`);
    await rm(temporary, { recursive: true, force: true });
    return await write(sandbox, { table, from, data, temporary }, place.tableBytes);
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    return { code: 'not_written', why: `its rows cannot be written to parquet: ${why.slice(0, 300)}` };
  }
};

const dataFolder = async (extractDir: string): Promise<string> => {
  const data = join(extractDir, 'data');
  await mkdir(data, { recursive: true });
  // A link would have the host write somewhere else.
  if ((await realpath(data)) !== data) throw new RangeError('data is a link');
  return data;
};

interface Writing {
  readonly table: string;
  readonly from: string;
  readonly data: string;
  readonly temporary: string;
}

const write = async (
  sandbox: Sandbox,
  { table, from, data, temporary }: Writing,
  tableBytes: number,
): Promise<readonly NamedFile[] | RowFault> => {
  const columns = projection(await columnsOf(sandbox, `SELECT * FROM ${from}`), ({ name, type }) => {
    const stored = storedType(type.replace(/^UHUGEINT/, 'HUGEINT'));
    return stored === type ? quoteIdent(name) : `CAST(${quoteIdent(name)} AS ${stored})`;
  });
  const copy = `COPY (SELECT ${columns} FROM ${from}) TO ${quoteText(temporary)}
    (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
  try {
    const isWhole = await sandbox.runWhile(copy, async () => (await sizeOf(temporary)) <= tableBytes);
    if (!isWhole) return { code: 'too_large', why: `as parquet it has more than ${tableBytes} bytes` };
    const { sha256 } = await hashAndSync(temporary);
    const path = `data/${table}.${sha256.slice(0, 12)}.parquet`;
    await chmod(temporary, 0o444);
    const real = join(data, `${table}.${sha256.slice(0, 12)}.parquet`);
    await rename(temporary, real);
    return [{ part: '', path, real, sha256 }];
  } finally {
    await rm(temporary, { force: true });
  }
};

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;
