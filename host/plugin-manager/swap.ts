import type { StagedPlugins } from '../kernel/staged-plugins.ts';
import { crashPoint } from '../store/crash-point.ts';
import type { ManagerDeps } from './manager-deps.ts';
import type { Transition } from './settings/companions.ts';
import { writing } from './writing.ts';

/** Sets up, looks, writes down, swaps: what is not good is never current. What runs is what a start would take. */
export const swapTo = async (
  change: Transition,
  { plugins, files, companions }: Pick<ManagerDeps, 'plugins' | 'files' | 'companions'>,
  look: (staged: StagedPlugins) => Promise<void> = async () => {},
): Promise<void> => {
  const { lock } = change;
  const local = (await files.current()).pointer?.local ?? {};
  const along = await companions.prepare(change);
  const staged = await plugins.stage({
    ...along.next,
    generation: { number: lock.generation, plugins: lock.plugins, local },
  });
  try {
    await look(staged);
    crashPoint('apply.staged');
    await writing(async () => {
      await files.write(lock);
      await along.announce();
      await files.point(lock, local);
    });
  } catch (cause) {
    await staged.discard();
    throw cause;
  }
  await along.settle();
  await staged.commit();
  crashPoint('apply.swapped');
};
