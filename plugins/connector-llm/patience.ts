import { isPlatformError, type LlmHost } from '@agnes/sdk';

const waitsMs = [2_000, 4_000];
const longestWaitMs = 60_000;
const passing = new Set(['llm_rate_limited', 'llm_timeout']);

/** Tries up to three times where the provider was busy or did not answer; its own wish to wait wins, up to a minute. */
export const withPatience = async <T>(
  work: () => Promise<T>,
  { wait }: Pick<LlmHost, 'wait'>,
  signal?: AbortSignal,
): Promise<T> => {
  for (const ms of waitsMs) {
    try {
      return await work();
    } catch (error) {
      if (!isPlatformError(error) || !passing.has(error.code)) throw error;
      const { retryAfter } = error.details;
      const asked = typeof retryAfter === 'number' ? retryAfter * 1000 : ms;
      await wait(Math.min(asked, longestWaitMs), signal);
    }
  }
  return work();
};
