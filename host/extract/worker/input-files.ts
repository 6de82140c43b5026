import { lstat, realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative } from 'node:path';
import { emptyFiles, fileRefused, noFiles } from '../errors.ts';
import type { InputFile } from '../input-file.ts';
import type { TableInput } from '../take-in-messages.ts';

/** The files of a table that may be read and hold something, by their real paths. */
export const checkFiles = async (
  { name, files }: TableInput,
  allowedPaths: readonly string[],
): Promise<readonly InputFile[]> => {
  const checked = await Promise.all(files.map((file) => checkFile(file, allowedPaths)));
  const [first] = checked;
  if (!first) throw noFiles({ table: name });
  // Only declared columns say what an empty file means; any other is left out beside files that hold something.
  const filled = checked.filter(({ size, format }) => size > 0 || isDeclared(format));
  if (filled.length === 0) throw emptyFiles({ file: first.path });
  return filled;
};

const isDeclared = (format: InputFile['format']): boolean =>
  format.kind === 'rows' || (format.kind === 'csv' && format.columns !== undefined);

const checkFile = async (
  file: InputFile,
  allowed: readonly string[],
): Promise<InputFile & { size: number }> => {
  const path = await realpath(file.path).catch((cause: unknown) => {
    throw fileRefused({ file: basename(file.path), why: 'cannot be found or read' }, { cause });
  });
  if (!allowed.some((folder) => isInside(folder, path))) {
    throw fileRefused({ file: basename(file.path), why: 'lies outside the folders granted to this run' });
  }
  const stats = await lstat(path);
  if (file.pipe && stats.isFIFO()) return { ...file, path, size: Number.POSITIVE_INFINITY };
  if (!stats.isFile()) throw fileRefused({ file: basename(file.path), why: 'is not a regular file' });
  return { ...(stats.size === 0 ? unpacked(file) : file), path, size: stats.size };
};

/** True for a path below the folder; both absolute and real. */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
};

// No byte is no packed file either.
const unpacked = (file: InputFile): InputFile =>
  file.format.kind === 'csv' ? { ...file, format: { ...file.format, compression: 'none' } } : file;
