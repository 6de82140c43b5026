import type { GenerationLock } from '../kernel/generation-lock.ts';
import type { Plugins, StagedPlugins } from '../kernel/plugins.ts';
import { crashPoint } from '../store/crash-point.ts';
import type { GenerationFiles } from './generation-files.ts';
import { writing } from './writing.ts';

interface Swapping {
  readonly plugins: Pick<Plugins, 'stage'>;
  readonly files: GenerationFiles;
}

/** Sets up, looks, writes down, swaps: what is not good is never current. What runs is what a start would take. */
export const swapTo = async (
  lock: GenerationLock,
  { plugins, files }: Swapping,
  look: (staged: StagedPlugins) => Promise<void> = async () => {},
): Promise<void> => {
  const local = (await files.current()).pointer?.local ?? {};
  const staged = await plugins.stage({ generation: { plugins: lock.plugins, local } });
  try {
    await look(staged);
    crashPoint('apply.staged');
    await writing(async () => {
      await files.write(lock);
      await files.point(lock, local);
    });
  } catch (cause) {
    await staged.discard();
    throw cause;
  }
  await staged.commit();
  crashPoint('apply.swapped');
};
