import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Refused } from '../take-in-messages.ts';
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

/** The parquet files of a row: those it lists, else those its name says. Links that leave `data/` are refused. */
export const findFiles = async (
  row: MetaRow,
  extractDir: string,
): Promise<readonly NamedFile[] | RowFault> => {
  const named = listed(row) ?? (await byName(row.table_name, extractDir));
  if (named.length === 0) return { code: 'no_file', why: 'there is no parquet file for it under data/' };
  const files: NamedFile[] = [];
  for (const file of named) {
    const real = await realpath(join(extractDir, file.path)).catch(() => undefined);
    if (real === undefined) return { code: 'no_file', why: `"${file.path}" is not there` };
    if (!isInside(join(extractDir, 'data'), real)) {
      return { code: 'outside_folder', why: `"${file.path}" does not lie under data/ of this extract` };
    }
    files.push({ ...file, real });
  }
  return files;
};

type Listed = Omit<NamedFile, 'real'>;

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
