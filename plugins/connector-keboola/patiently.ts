import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '@agnes/sdk/connector';
import { isPlatformError, RateLimited } from '@agnes/sdk/errors';

const attempts = 3;
/** Seconds: whoever wants to be left alone for longer is asked in another run. */
const longestWait = 30;

/** An answer as far as trying again goes. */
type Answer = Pick<HttpResponse, 'status' | 'headers'>;

/** Asks again after a failed connection, a 5xx and a 429. Answers the last answer; a 429 to the end is an error. */
export const patiently = async <A extends Answer>(
  signal: AbortSignal,
  ask: () => Promise<A>,
  left = attempts - 1,
): Promise<A> => {
  signal.throwIfAborted();
  const answer = await (left > 0 ? ask().catch(passing) : ask());
  const wait = secondsOf(answer);
  if (answer && (!isBusy(answer) || left === 0 || (wait ?? 0) > longestWait)) return given(answer, wait);
  await sleep(wait === undefined ? jitterMs(attempts - left) : wait * 1000, undefined, { signal });
  return patiently(signal, ask, left - 1);
};

/** Failures that may be gone in a moment are no answer; all others are thrown. */
const passing = (error: unknown): undefined => {
  const isPassing = isPlatformError(error) && (error.kind === 'upstream' || error.kind === 'timeout');
  if (!isPassing) throw error;
};

const isBusy = ({ status }: Answer): boolean => status === 429 || status >= 500;

const secondsOf = (answer: Answer | undefined): number | undefined => {
  const seconds = Number(answer?.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
};

/** So that those who failed together do not come back together. */
const jitterMs = (attempt: number): number => Math.random() * 250 * 2 ** attempt;

const given = <A extends Answer>(answer: A, retryAfter: number | undefined): A => {
  if (answer.status !== 429) return answer;
  throw RateLimited({
    reason: 'The stack wants fewer requests.',
    ...(retryAfter !== undefined && { retryAfter }),
  });
};
