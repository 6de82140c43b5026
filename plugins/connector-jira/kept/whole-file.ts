import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Who may read what is kept: the user of the host and its group. */
const mode = 0o660;

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
  const file = await open(temporary, 'wx', mode);
  try {
    // The mask of the process may have taken the group's right away.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    place: async () => {
      await rename(temporary, path);
      await syncFolder(dirname(path));
    },
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

/** Makes a rename in this folder outlive a power cut. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** True for the error of a file or folder that is not there. */
export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
