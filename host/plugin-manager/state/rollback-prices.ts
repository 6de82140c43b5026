import type { PluginManager } from '../plugin-manager.ts';
import { stepsBetween } from '../settings/companions.ts';
import type { KeptState } from './kept-state.ts';
import type { Price } from './price.ts';

interface Services {
  readonly pluginManager: Pick<PluginManager, 'current' | 'records'>;
  readonly pluginState: Pick<KeptState, 'change' | 'price'>;
}

/** What going to a generation loses, by plugin; only those that lose something. */
export const rollbackPrices = async (generation: number, services: Services): Promise<readonly Price[]> =>
  (await pricesBack(services))(generation);

/** The same for any number of generations: what there is is read once. */
export const pricesBack = async ({
  pluginManager,
  pluginState,
}: Services): Promise<(generation: number) => Promise<readonly Price[]>> => {
  const before = await pluginManager.current();
  const records = await pluginManager.records();
  return async (generation) => {
    const lock = records.find((one) => one.lock.generation === generation)?.lock;
    const prices = await Promise.all(
      stepsBetween(before, lock ?? before).map(async (step) =>
        pluginState.price(step.next.id, await pluginState.change(step)),
      ),
    );
    return prices.filter(({ checkpoints }) => checkpoints > 0);
  };
};
