import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Refused } from '../read-messages.ts';
import { isInside } from './input-files.ts';
import { jsonList, type MetaRow } from './meta-table.ts';

/** A file of a table: where it is, relative and real, and the hash that `_meta` promises for it. */
export interface NamedFile {
  readonly part: string;
  readonly path: string;
  readonly real: string;
  readonly sha256?: string;
}

/** Why a row is refused. */
export type RowFault = Omit<Refused, 'name'>;

/** Where the files of a row may be, and how much they may hold together. */
export interface FilesPlace {
  readonly extractDir: string;
  readonly tableBytes: number;
}

/** The parquet files of a row: those it lists, else those its name says. Empty: none are named, and none are there. */
export const findFiles = async (
  row: MetaRow,
  place: FilesPlace,
): Promise<readonly NamedFile[] | RowFault> => {
  const named = listed(row) ?? (await byName(row.table_name, place.extractDir));
  if (named.length > mostParts) return { code: 'too_large', why: `it has more than ${mostParts} files` };
  const files: NamedFile[] = [];
  let bytes = 0;
  for (const file of named) {
    const checked = await checkFile(file, place.extractDir);
    if ('code' in checked) return checked;
    bytes += checked.size;
    files.push({ ...file, real: checked.real });
  }
  if (bytes <= place.tableBytes) return files;
  return {
    code: 'too_large',
    why: `its files have ${bytes} bytes; more than ${place.tableBytes} are not read`,
  };
};

/** As many parts as a partitioned table may have. */
const mostParts = 5_000;

type Listed = Omit<NamedFile, 'real'>;

/** Links that leave `data/` are refused, and what is no plain file: a pipe would never end, a folder never begin. */
const checkFile = async (
  { path, sha256 }: Listed,
  extractDir: string,
): Promise<{ readonly real: string; readonly size: number } | RowFault> => {
  const named = `"${path.slice(0, 200)}"`;
  const real = await realpath(join(extractDir, path)).catch(() => undefined);
  if (real === undefined) return { code: 'no_file', why: `${named} is not there` };
  if (!isInside(join(extractDir, 'data'), real)) {
    return { code: 'outside_folder', why: `${named} does not lie under data/ of this extract` };
  }
  const stats = await lstat(real).catch(() => undefined);
  if (!stats?.isFile()) return { code: 'no_plain_file', why: `${named} is not a regular file` };
  // Whoever links a file need not be able to read it; only who read it knows its hash.
  if (stats.nlink > 1 && sha256 === undefined) {
    return {
      code: 'hard_link',
      why: `${named} has another name elsewhere, and _meta does not state its hash`,
    };
  }
  return { real, size: stats.size };
};

const listed = (row: MetaRow): readonly Listed[] | undefined =>
  jsonList(row.files)?.map((file) => {
    // Somebody else's JSON: what is no text becomes a path that is not there.
    const { path, part, sha256 } = Object(file) as { path?: unknown; part?: unknown; sha256?: unknown };
    return { path: String(path), part: String(part ?? ''), ...(typeof sha256 === 'string' && { sha256 }) };
  });

const byName = async (table: string, extractDir: string): Promise<readonly Listed[]> => {
  const single = `${table}.parquet`;
  if ((await filesIn(join(extractDir, 'data'))).includes(single))
    return [{ part: '', path: `data/${single}` }];
  return (await filesIn(join(extractDir, 'data', table))).map((file) => ({
    part: file.slice(0, -suffix.length),
    path: `data/${table}/${file}`,
  }));
};

const suffix = '.parquet';

// A folder that is not there holds no files: the row is then refused, so this is not taken for an empty table.
const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(suffix)).sort();
