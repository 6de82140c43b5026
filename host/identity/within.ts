import { defineError } from '@agnes/sdk';

/** What a plugin was asked for did not come in time. */
export const tookTooLong = defineError<{ limit_ms: number }>({
  code: 'took_too_long',
  kind: 'timeout',
  message: ({ limit_ms }) => `No answer within ${limit_ms} ms.`,
  hint: 'Look at what the plugin waits for.',
});

/** The result of the work, or an error after `milliseconds`. The work itself is not stopped, only no longer awaited. */
export const within = async <T>(milliseconds: number, work: () => Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tookTooLong({ limit_ms: milliseconds })), milliseconds);
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
};
