import { stat } from 'node:fs/promises';
import type { Column } from '@agnes/sdk';
import { hashFile } from '../../store/file-hashes.ts';
import { quoteIdent } from '../../store/quote-ident.ts';
import { baseDamaged } from '../errors.ts';
import type { ExtractFile } from '../take-in-messages.ts';
import { columnsOf } from './columns.ts';
import { readParquet } from './sandbox.ts';
import { publishedPath, type Work } from './work.ts';

/** The columns that are published, where the host knows them or the files still say; nothing on the first run. */
export const publishedColumns = async (work: Work): Promise<readonly Column[] | undefined> => {
  const { table, sandbox } = work;
  if (!table.base) return undefined;
  if (table.base.columns) return table.base.columns;
  const paths = table.base.parts.map(({ path }) => publishedPath(work, path));
  const found = columnsOf(sandbox, `SELECT * FROM ${readParquet(paths)}`);
  // A table that is replaced loses nothing with a file that cannot be read any more.
  return work.base ? found : found.catch(() => undefined);
};

/** Throws unless every file of the base has the size it was published with. */
export const checkBase = async (work: Work): Promise<void> => {
  for (const part of work.base?.parts ?? []) {
    const found = await stat(publishedPath(work, part.path)).catch(() => undefined);
    if (!found) throw damaged(work, part, 'is gone');
    if (found.size !== part.sizeBytes) throw damaged(work, part, 'is not what was published');
  }
};

/** Does work over published files while their bytes are checked: what is damaged must not get into a new file. */
export const overChecked = async <T>(
  work: Work,
  parts: readonly ExtractFile[],
  read: () => Promise<T>,
): Promise<T> => {
  const checked = checkBytes(work, parts);
  // It is awaited below, on every way out.
  checked.catch(() => undefined);
  try {
    return await read();
  } finally {
    // What the engine says of a damaged file is worth less than that it is damaged.
    await checked;
  }
};

/** The same where a look must not cost the reading of whole files: their bytes are checked only after a failure. */
export const orDamaged = async <T>(
  work: Work,
  parts: readonly ExtractFile[],
  read: () => Promise<T>,
): Promise<T> => {
  try {
    return await read();
  } catch (cause) {
    await checkBytes(work, parts);
    throw cause;
  }
};

const checkBytes = async (work: Work, parts: readonly ExtractFile[]): Promise<void> => {
  for (const part of parts) {
    const sha256 = await hashFile(publishedPath(work, part.path));
    if (sha256 !== part.sha256) throw damaged(work, part, 'is not what was published');
  }
};

const damaged = ({ table: { name } }: Work, { path }: ExtractFile, why: string): Error =>
  baseDamaged({ table: name, file: path, why });

/** A SELECT over published files, with the columns the table will have. */
export const selectBase = async (
  work: Work,
  parts: readonly ExtractFile[],
  columns: readonly Column[],
): Promise<string> => {
  const from = readParquet(parts.map(({ path }) => publishedPath(work, path)));
  const found = await columnsOf(work.sandbox, `SELECT * FROM ${from}`);
  const have = new Map(found.map((column) => [column.name.toLowerCase(), column]));
  const list = columns.map(({ name, type }) => {
    const old = have.get(name.toLowerCase());
    if (old?.type === type) return quoteIdent(name);
    return `CAST(${old ? quoteIdent(name) : 'NULL'} AS ${type}) AS ${quoteIdent(name)}`;
  });
  return `SELECT ${list.join(', ')} FROM ${from}`;
};
