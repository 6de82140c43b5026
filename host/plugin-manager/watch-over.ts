import type { GenerationLock } from '../kernel/generation-lock.ts';
import type { Plugins } from '../kernel/plugins.ts';
import { reasonOf } from '../kernel/reason.ts';
import { crashPoint } from '../store/crash-point.ts';
import { notTakenBack } from './errors.ts';
import type { GenerationFiles } from './generation-files.ts';
import type { GenerationLog } from './generation-log.ts';
import { swapTo } from './swap.ts';
import { changed, hasFailed, refuseFailed } from './unproven.ts';

interface Watching {
  readonly plugins: Pick<Plugins, 'list' | 'stage'>;
  readonly files: GenerationFiles;
  readonly log: GenerationLog;
  readonly soak: (hasFailed: () => boolean, signal: AbortSignal) => Promise<void>;
}

interface Proving {
  /** What runs. */
  readonly lock: GenerationLock;
  /** What ran before. */
  readonly before: GenerationLock;
}

/** What fails as soon as it is used is taken back; the files of the old generation never went away. */
export const watchOver = async (
  { lock, before }: Proving,
  { plugins, soak, log, files }: Watching,
  signal: AbortSignal,
): Promise<void> => {
  const entries = changed(lock, before);
  await soak(() => hasFailed(entries, plugins.list()), signal);
  try {
    refuseFailed(entries, plugins.list());
  } catch (cause) {
    crashPoint('apply.failing');
    await swapTo(before, { plugins, files }).catch((fault: unknown) => {
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
