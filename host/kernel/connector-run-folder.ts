import type { Dirent } from 'node:fs';
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
  await eachFile(folder);
};

/** What lies in a folder. */
export interface Held {
  /** Of files. */
  readonly bytes: number;
  /** Files and folders: an empty one takes its place on the disk, too. */
  readonly entries: number;
}

/** What lies below a folder and was written since then, by the clock of its disk; and again no links. */
export const heldBelow = async (folder: string, since = Number.NEGATIVE_INFINITY): Promise<Held> => {
  let [bytes, entries] = [0, 0];
  await eachFile(folder, async (path) => {
    const found = await lstat(path).catch(onlyMissing);
    if (!found || found.ctimeMs < since) return;
    entries += 1;
    if (found.isFile()) bytes += found.size;
  });
  return { bytes, entries };
};

/** Throws unless a connector may name this file: a plain one, really inside one of the folders. */
export const checkNamedFile = async (path: string, folders: readonly string[]): Promise<void> => {
  const real = isAbsolute(path) ? await realpath(path).catch(onlyMissing) : undefined;
  if (real === undefined) throw fileRefused({ path, reason: 'is not there' });
  if (real !== path || !folders.some((folder) => real === folder || real.startsWith(folder + sep))) {
    throw fileRefused({ path, reason: 'lies outside the folders of the run' });
  }
  if (!(await lstat(path)).isFile()) throw fileRefused({ path, reason: 'is no plain file' });
};

/** Entries of a folder that are read at once; there may be a hundred thousand. */
const entriesAtOnce = 1_024;

/** Called for every file, and for every folder below the first. */
type Visit = (path: string) => Promise<void>;

/** Throws at a link, and at whatever else is no file. */
const eachFile = async (path: string, visit?: Visit): Promise<void> => {
  const found = await lstat(path).catch(onlyMissing);
  if (found?.isDirectory()) await eachFileIn(path, visit);
  else if (found && isPlain(path, found)) await visit?.(path);
};

// What an entry is its folder knows: no file is touched, so that much that is kept costs little.
const eachFileIn = async (folder: string, visit?: Visit): Promise<void> => {
  // A folder that vanishes meanwhile holds nothing.
  for await (const entry of (await opendir(folder, { bufferSize: entriesAtOnce }).catch(onlyMissing)) ?? []) {
    if (entry.isFile() && !visit) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      await visit?.(path);
      await eachFileIn(path, visit);
    } else if (isPlain(path, entry)) await visit?.(path);
  }
};

/** False for a pipe, which a child cannot make: it is the host's. */
const isPlain = (path: string, found: Pick<Dirent, 'isFile' | 'isFIFO'>): boolean => {
  if (!found.isFile() && !found.isFIFO()) throw linkRefused({ path });
  return found.isFile();
};

const onlyMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
};
