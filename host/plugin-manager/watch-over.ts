import type { GenerationLock, LockEntry } from '../kernel/generation-lock.ts';
import { reasonOf } from '../kernel/reason.ts';
import { crashPoint } from '../store/crash-point.ts';
import { besideChanged, changed, hasFailed, refuseFailed } from './changed-entries.ts';
import { notTakenBack } from './errors.ts';
import type { ManagerDeps } from './manager-deps.ts';
import { statesIn, swapTo } from './swap.ts';

type Watching = Pick<ManagerDeps, 'plugins' | 'files' | 'log' | 'soak' | 'companions'>;

interface Proving {
  /** What runs. */
  readonly lock: GenerationLock;
  /** What ran before. */
  readonly before: GenerationLock;
  /** What has to prove itself. */
  readonly entries: readonly LockEntry[];
}

/** What fails as soon as it is used is taken back; the files of the old generation never went away. */
export const watchOver = async (
  { lock, before, entries }: Proving,
  deps: Watching,
  signal: AbortSignal,
): Promise<void> => {
  const { plugins, soak, log, files } = deps;
  await soak(() => hasFailed(entries, plugins.list()), signal);
  try {
    refuseFailed(entries, plugins.list());
  } catch (cause) {
    crashPoint('apply.failing');
    await swapTo({ lock: before, before: lock }, deps).catch((fault: unknown) => {
      throw notTakenBack({ generation: before.generation, reason: reasonOf(cause) }, { cause: fault });
    });
    await log.failed(lock, 'rolled_back', cause);
    await log.activated(before, 'proven');
    // A start whose `current.json` is broken takes the newest file there is: this one is never to run again.
    await files.forget(lock.generation);
    throw cause;
  }
  await log.committed(lock);
};

/**
 * What has to prove itself at a host that has just started. Nobody knows any more which versions beside ran before the
 * change: one that does not run now and would not have then either is no fault of it.
 */
export const provingAtStart = async (
  { lock, before }: Omit<Proving, 'entries'>,
  deps: Watching,
): Promise<readonly LockEntry[]> => {
  const beside = besideChanged(lock, before);
  const isWell = beside.every((entry) => !hasFailed([entry], deps.plugins.list()));
  const then = isWell ? deps.plugins.list() : await statesIn({ lock: before, before: lock }, deps);
  return [...changed(lock, before), ...beside.filter((entry) => !hasFailed([entry], then))];
};
