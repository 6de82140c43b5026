import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, ignoreMissing } from '../files/durable-file.ts';
import { syncRunning } from './errors.ts';

type InUse = (details: { pid: number; path: string }) => Error;

/** Holds a lock file with our process id until disposed of. The lock of a dead process is broken. */
export const holdLock = async (
  path: string,
  pid: number,
  inUse: InUse = syncRunning,
): Promise<AsyncDisposable> => {
  await mkdir(dirname(path), { recursive: true });
  const own = `${path}.${pid}`;
  await writeFile(own, String(pid));
  try {
    await take({ path, own, inUse });
  } finally {
    await rm(own, { force: true });
  }
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
};

interface Lock {
  readonly path: string;
  /** A file that names us. */
  readonly own: string;
  readonly inUse: InUse;
}

const take = async (lock: Lock): Promise<void> => {
  const { path, own, inUse } = lock;
  // A link appears with its content at once: nobody ever reads a lock without a number.
  const holder = await link(own, path).catch((error: unknown) => holderOf(path, error));
  if (holder === undefined) return;
  if (isAlive(holder)) throw inUse({ pid: holder, path });
  const stale = `${own}.stale`;
  await rename(path, stale).catch(ignoreMissing);
  // Whoever was quicker may have a lock there by now: it goes back.
  const moved = Number((await readFile(stale, 'utf8').catch(ignoreMissing)) ?? 0);
  if (isAlive(moved)) {
    await rename(stale, path);
    throw inUse({ pid: moved, path });
  }
  await rm(stale, { force: true });
  return take(lock);
};

const holderOf = async (path: string, error: unknown): Promise<number> => {
  if (codeOf(error) !== 'EEXIST') throw error;
  // Gone in the meantime: number 0 belongs to nobody, so the lock is tried again.
  return Number((await readFile(path, 'utf8').catch(ignoreMissing)) ?? 0);
};

/** True when there is a process with that number. */
export const isAlive = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return codeOf(error) === 'EPERM';
  }
};
