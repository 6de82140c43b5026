import { isPlatformError, type PlatformError } from '@agnes/sdk';
import { hookResultInvalid } from './errors.ts';
import { pluginBlocked } from './hostile-errors.ts';
import { reasonOf } from './reason.ts';

/** Throws when the plugin kept the thread so long that nobody else was answered, whatever it says then. */
export const givingBack = (plugin: string, call: () => unknown): unknown => {
  const begun = performance.now();
  const answer = call();
  const seconds = Math.round((performance.now() - begun) / 1000);
  if (seconds < longestHoldSec) return answer;
  // Nobody waits for it any more.
  Promise.resolve(answer).catch(() => {});
  throw pluginBlocked({ plugin, seconds });
};

const longestHoldSec = 2;

/** A copy that is only data: no getter is asked twice, and nothing of the plugin stays in what the host goes on with. */
export const dataOf = (answer: unknown): unknown => {
  if (typeof answer === 'function' || typeof answer === 'symbol')
    throw hookResultInvalid({ reason: `it is a ${typeof answer}` });
  if (typeof answer !== 'object' || answer === null) return answer;
  if (plain(() => Array.isArray(answer) && answer.length > mostItems))
    throw hookResultInvalid({ reason: `it has more than ${mostItems} items` });
  return plain(() => structuredClone(answer));
};

/** What is no data may be made to throw when it is looked at. */
const plain = <T>(look: () => T): T => {
  try {
    return look();
  } catch (cause) {
    throw hookResultInvalid({ reason: `it is no plain data (${reasonOf(cause)})` });
  }
};

const mostItems = 100_000;

/** Whether a plugin is against what was asked. What is thrown may be made to throw when it is looked at. */
export const isVeto = (cause: unknown): cause is PlatformError => {
  try {
    return isPlatformError(cause) && cause.code === 'vetoed';
  } catch {
    return false;
  }
};
