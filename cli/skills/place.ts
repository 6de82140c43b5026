import { createHash } from 'node:crypto';
import { link, lstat, mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { badFile } from '../errors.ts';
import { codeOf, ignoreMissing, writeDurably } from '../files/durable-file.ts';
import type { SkillFile } from './archive.ts';

/** Where files are put, and whose they are. */
export interface Place {
  readonly folder: string;
  readonly pid: number;
  /** Told of each local edit that is kept beside what replaces it. */
  readonly onKept: (path: string) => void;
}

type Hashes = Readonly<Record<string, string>>;

/** Puts files in place of those that were here, each as a whole; answers their hashes. */
export const placeFiles = async (
  place: Place,
  files: readonly SkillFile[],
  before: Hashes,
): Promise<Hashes> => {
  for (const { path } of files) await refuseLinks(place.folder, path);
  const hashes: Record<string, string> = {};
  for (const { path, isExecutable, content } of files) {
    const target = join(place.folder, path);
    const sha256 = sha256Of(content);
    hashes[path] = sha256;
    await keepEdited(place, path, [sha256, before[path]]);
    await mkdir(dirname(target), { recursive: true });
    await writeDurably(target, one(content), { mode: isExecutable ? 0o755 : 0o644, pid: place.pid });
  }
  await removeFiles(place, Object.fromEntries(Object.entries(before).filter(([path]) => !(path in hashes))));
  return hashes;
};

/** Removes files that were put here, and the folders that are empty without them. */
export const removeFiles = async (place: Place, before: Hashes): Promise<void> => {
  for (const [path, sha256] of Object.entries(before)) {
    await refuseLinks(place.folder, path);
    await keepEdited(place, path, [sha256]);
    await rm(join(place.folder, path), { force: true });
    await removeEmpty(place.folder, dirname(path));
  }
};

/** A folder that is a link leads elsewhere, where nothing is ours. */
const refuseLinks = async (folder: string, path: string): Promise<void> => {
  let at = folder;
  for (const part of path.split('/').slice(0, -1)) {
    at = join(at, part);
    if (!(await lstat(at).catch(ignoreMissing))?.isSymbolicLink()) continue;
    throw badFile({ path: at, reason: 'it is a link', hint: 'Remove the link, then run it again.' });
  }
};

/** A file that is none of the known ones was edited here: it stays as `<file>.local`. */
const keepEdited = async (
  { folder, onKept }: Place,
  path: string,
  known: readonly (string | undefined)[],
): Promise<void> => {
  const content = await readFile(join(folder, path)).catch(ignoreMissing);
  if (!content || known.includes(sha256Of(content))) return;
  onKept(await linkFree(join(folder, path), `${join(folder, path)}.local`));
};

/** A link never replaces a file: an older edit stays, and this one gets the next free name. */
const linkFree = async (from: string, name: string, count = 1): Promise<string> => {
  const to = count === 1 ? name : `${name}.${count}`;
  try {
    await link(from, to);
    return to;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return linkFree(from, name, count + 1);
  }
};

const removeEmpty = async (folder: string, path: string): Promise<void> => {
  if (path === '.') return;
  try {
    await rmdir(join(folder, path));
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return;
    ignoreMissing(error);
  }
  await removeEmpty(folder, dirname(path));
};

const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

const one = async function* (content: Buffer): AsyncGenerator<Uint8Array> {
  yield content;
};
