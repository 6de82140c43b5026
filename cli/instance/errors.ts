import { defineError } from '@agnes/sdk/errors';

/** There is an instance in the folder already. */
export const instanceExists = defineError<{ files: readonly string[] }>({
  code: 'instance_exists',
  kind: 'conflict',
  message: ({ files }) => `${files.join(' and ')} ${files.length === 1 ? 'is' : 'are'} there already.`,
  hint: 'Nothing was written. With --force they are replaced, and kept beside the new ones.',
});

/** The host would not start on what was about to be written. */
export const instanceRefused = defineError<{ reason: string }>({
  code: 'instance_refused',
  kind: 'bad_request',
  message: ({ reason }) => `The host would not start on this: ${reason}`,
  hint: 'Nothing was written. Correct the values and run the command again.',
});

/** There is nothing that could be tried or read. */
export const nothingThere = defineError<{ what: string; hint: string }>({
  code: 'nothing_there',
  kind: 'not_found',
  message: ({ what }) => `The server has no ${what} yet.`,
  hint: ({ hint }) => hint,
});

/** Some of the sources do not work. */
export const sourcesFailed = defineError<{ sources: readonly string[] }>({
  code: 'source_test_failed',
  kind: 'internal',
  message: ({ sources }) => `Not every source works: ${sources.join(', ')}.`,
  hint: 'The failed checks above say why.',
});

/** The instance is not what it should be. */
export const notVerified = defineError<{ failed: readonly string[] }>({
  code: 'not_verified',
  kind: 'internal',
  message: ({ failed }) => `Not as it should be: ${failed.join(', ')}.`,
  hint: 'What to do stands in each line.',
});
