import { lstat, opendir, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { fileRefused, folderRefused, linkRefused } from './connector-run-errors.ts';

/**
 * Throws when a folder (or single file) given to a child holds a link: Node's permission model follows those out of
 * the folder. A missing folder passes; it is the connector that says what is missing.
 */
export const refuseLinks = async (folder: string): Promise<void> => {
  if (!isAbsolute(folder)) throw folderRefused({ path: folder, reason: 'the path is not absolute' });
  // A star ends the path of a grant, and opens everything that begins like it.
  if (folder.includes('*')) throw folderRefused({ path: folder, reason: 'its path holds a *' });
  const real = await realpath(folder).catch(onlyMissing);
  if (real !== undefined && real !== folder) {
    throw folderRefused({ path: folder, reason: `its real path is "${real}"` });
  }
  await walk(folder);
};

/** Bytes of all files below a folder, and again no links. */
export const bytesBelow = async (folder: string): Promise<number> => walk(folder);

/** Throws unless a connector may name this file: a plain one, really inside one of the folders. */
export const checkNamedFile = async (path: string, folders: readonly string[]): Promise<void> => {
  const real = isAbsolute(path) ? await realpath(path).catch(onlyMissing) : undefined;
  if (real === undefined) throw fileRefused({ path, reason: 'is not there' });
  if (real !== path || !folders.some((folder) => real === folder || real.startsWith(folder + sep))) {
    throw fileRefused({ path, reason: 'lies outside the folders of the run' });
  }
  if (!(await lstat(path)).isFile()) throw fileRefused({ path, reason: 'is no plain file' });
};

const walk = async (path: string): Promise<number> => {
  const found = await lstat(path).catch(onlyMissing);
  if (found === undefined) return 0;
  if (found.isFile()) return found.size;
  // A child cannot make one: it is the host's.
  if (found.isFIFO()) return 0;
  if (!found.isDirectory()) throw linkRefused({ path });
  let bytes = 0;
  // A folder that vanishes meanwhile holds nothing.
  for await (const entry of (await opendir(path).catch(onlyMissing)) ?? []) {
    bytes += await walk(join(path, entry.name));
  }
  return bytes;
};

const onlyMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
};
