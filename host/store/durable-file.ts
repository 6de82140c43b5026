import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newId } from './new-id.ts';

/** Replaces a file so that after a crash it is wholly the old or wholly the new one. */
export const writeDurably = async (path: string, bytes: string | Uint8Array): Promise<void> => {
  const staged = await stageDurably(path, bytes);
  try {
    await staged.commit();
  } catch (cause) {
    await staged.discard();
    throw cause;
  }
};

/** Bytes that lie beside the file they are for, safe already, and are not it yet. */
export interface Staged {
  /** Puts them in its place, in one step. */
  commit(): Promise<void>;
  /** Forgets them. */
  discard(): Promise<void>;
}

/** The first half of `writeDurably`, for changes that something else decides about. */
export const stageDurably = async (path: string, bytes: string | Uint8Array): Promise<Staged> => {
  const temporary = join(dirname(path), `.${basename(path)}.${newId()}.tmp`);
  const discard = () => rm(temporary, { force: true });
  try {
    await writeSynced(temporary, bytes);
  } catch (cause) {
    await discard();
    throw cause;
  }
  return { commit: () => renameDurably(temporary, path), discard };
};

/** Renames and makes the new name survive a power cut. What `from` holds must be synced already. */
export const renameDurably = async (from: string, to: string): Promise<void> => {
  await rename(from, to);
  await syncFolder(dirname(to));
};

/** Makes names created, renamed or removed in the folder survive a power cut. */
export const syncFolder = (path: string): Promise<void> => syncPath(path);

/** Makes the bytes of a file that somebody else wrote survive a power cut. */
export const syncFile = (path: string): Promise<void> => syncPath(path);

const writeSynced = async (path: string, bytes: string | Uint8Array): Promise<void> => {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(bytes);
  await file.sync();
};

const syncPath = async (path: string): Promise<void> => {
  await using handle = await open(path, 'r');
  await handle.sync();
};
