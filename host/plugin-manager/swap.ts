import type { PluginState } from '../kernel/plugin-state.ts';
import type { StagedPlugins } from '../kernel/staged-plugins.ts';
import { crashPoint } from '../store/crash-point.ts';
import type { ManagerDeps } from './manager-deps.ts';
import type { Transition } from './settings/companions.ts';
import { writing } from './writing.ts';

type SwapDeps = Pick<ManagerDeps, 'plugins' | 'files' | 'companions'>;

/** Sets up, looks, writes down, swaps: what is not good is never current. What runs is what a start would take. */
export const swapTo = async (
  change: Transition,
  deps: SwapDeps,
  look: (staged: StagedPlugins) => Promise<void> = async () => {},
): Promise<void> => {
  const { lock } = change;
  const { files } = deps;
  const { staged, along, local } = await stage(change, deps);
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

/** How each plugin would be doing: sets them up beside what runs, and ends them again. */
export const statesIn = async (change: Transition, deps: SwapDeps): Promise<readonly PluginState[]> => {
  const { staged } = await stage(change, deps);
  await staged.discard();
  return staged.states;
};

const stage = async (change: Transition, { plugins, files, companions }: SwapDeps) => {
  const { generation: number, plugins: entries } = change.lock;
  const local = (await files.current()).pointer?.local ?? {};
  const along = await companions.prepare(change);
  const staged = await plugins.stage({ ...along.next, generation: { number, plugins: entries, local } });
  return { staged, along, local };
};
