import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isMissing } from './whole-file.ts';

/** How long somebody waits before looking again; a lock is held for as long as a file is read and renamed. */
const againMs = 5;
/** A lock of this age is of a process that was killed while it held it. */
const oldestMs = 10_000;

/** Does work that changes a file alone: before that of any other run or job, also in another process, or after it. */
export const whileLocked = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  const lock = `${path}.lock`;
  while (!(await isTaken(lock))) await wait(againMs);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
};

const isTaken = async (lock: string): Promise<boolean> => {
  try {
    await (await open(lock, 'wx', 0o660)).close();
    return true;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    await dropOld(lock);
    return false;
  }
};

// Moved away first: of several that find it old, one takes it.
const dropOld = async (lock: string): Promise<void> => {
  try {
    if ((await stat(lock)).mtimeMs > Date.now() - oldestMs) return;
    const away = `${lock}.${randomUUID()}`;
    await rename(lock, away);
    await rm(away, { force: true });
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
};
