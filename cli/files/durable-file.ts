import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How a file is replaced. */
export interface Replacement {
  /** Permissions from the first byte on. */
  readonly mode: number;
  /** Makes the name of the temporary file unique among processes. */
  readonly pid: number;
}

/** Replaces a file as a whole: readers see the old or the new one, also after a crash. */
export const writeDurably = async (
  path: string,
  content: string | AsyncIterable<Uint8Array>,
  { mode, pid }: Replacement,
): Promise<void> => {
  const temporary = `${path}.${pid}.tmp`;
  // A leftover of a dead process with our number would keep its own permissions.
  await rm(temporary, { force: true });
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
};

/** Makes what was written to a file survive a power cut. */
export const syncFile = async (path: string): Promise<void> => {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};

/** Makes renames inside a folder survive a power cut. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(ignoreFolders);
  if (!handle) return;
  try {
    await handle.sync().catch(ignoreFolders);
  } finally {
    await handle.close();
  }
};

/** Creates a folder that only its owner may enter. */
export const makePrivateFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 });
};

// Windows cannot open or sync a folder, and does not need to.
const ignoreFolders = (error: unknown): undefined => {
  if (['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(codeOf(error) ?? '')) return undefined;
  throw error;
};

/** The system's word for a failed call: `ENOENT`, `ECONNREFUSED` …; absent for other errors. */
export const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
};

/** For `.catch`: a file that is not there is `undefined`, every other failure stays one. */
export const ignoreMissing = (error: unknown): undefined => {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
};
