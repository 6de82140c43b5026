import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Who may read what is kept: the user of the host and its group. */
const mode = 0o660;

// A confined process may not ask for a sync: what it writes into a file that was opened like this is on the disk by then.
const newOnDisk = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_SYNC;

/** A file that is not in its place yet. */
export interface Prepared {
  /** Puts it there, over what was there. */
  place(): Promise<void>;
  /** Takes it away again. */
  drop(): Promise<void>;
}

/** Writes a file beside its place, down to the disk: readers see the old one or the new one, also after a crash. */
export const prepareFile = async (path: string, text: string): Promise<Prepared> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  const file = await open(temporary, newOnDisk, mode);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  // The mask of the process may have taken the group's right away.
  await chmod(temporary, mode);
  return {
    place: () => rename(temporary, path),
    drop: () => rm(temporary, { force: true }),
  };
};

/** Writes a whole file, or leaves the old one. */
export const writeWhole = async (path: string, text: string): Promise<void> =>
  (await prepareFile(path, text)).place();

/** The text of a file; nothing when it is not there. */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
};

/** True for the error of a file or folder that is not there. */
export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
