import { setTimeout as wait } from 'node:timers/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { lockPath } from '../files/workspace-paths.ts';
import type { Session } from '../session/session.ts';
import { holdLock } from '../sync/lock-file.ts';

const pauseMs = 100;
const patienceMs = 300_000;

/** Does something while nobody else changes the workspace; a sync that runs is waited for. */
export const locked = async <T>(session: Session, act: () => Promise<T>): Promise<T> => {
  await using _lock = await patiently(session, lockPath(await session.workspace()));
  return await act();
};

const patiently = async ({ out, world }: Session, path: string): Promise<AsyncDisposable> => {
  const until = world.now() + patienceMs;
  for (let isTold = false; ; isTold = true) {
    try {
      return await holdLock(path, world.pid);
    } catch (error) {
      if (!isPlatformError(error) || error.code !== 'sync_running' || world.now() > until) throw error;
      if (!isTold) out.note('Another command changes this workspace; waiting for its end.');
      await wait(pauseMs, undefined, { signal: world.interrupted });
    }
  }
};
