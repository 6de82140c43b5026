import { isPlatformError } from '@agnes/sdk/errors';
import { priceText } from '../../plugin-manager/state/price.ts';
import { pricesBack } from '../../plugin-manager/state/rollback-prices.ts';
import type { GenerationSeen } from './seen.ts';
import { isKept } from './timeline.ts';

/** What works out what going back loses. */
export type LossServices = Parameters<typeof pricesBack>[0];

const most = 10;

/** What sources lose when one goes back to a generation, by its number; of the newest that can be gone back to. */
export const lossesOf = async (
  services: LossServices,
  generations: readonly GenerationSeen[],
): Promise<ReadonlyMap<number, string>> => {
  const back = generations.filter(isKept).slice(0, most);
  if (back.length === 0) return new Map();
  const pricesOf = await pricesBack(services);
  return new Map(
    await Promise.all(
      back.map(async ({ generation }) => [generation, await lossOf(pricesOf(generation))] as const),
    ),
  );
};

const lossOf = async (prices: ReturnType<Awaited<ReturnType<typeof pricesBack>>>): Promise<string> => {
  try {
    return priceText(await prices);
  } catch (cause) {
    // A missing migration makes the way back impossible; the page is about more than that.
    if (!isPlatformError(cause)) throw cause;
    return `It cannot be gone back to as it is: ${cause.message}`;
  }
};
