import { defineError } from '@agnes/sdk/errors';

/** The process that puts tables into numbers gave up, or was ended. */
export const profileFailed = defineError<{ table: string; reason: string }>({
  code: 'profile_failed',
  kind: 'internal',
  message: ({ table, reason }) => `The table "${table}" could not be profiled: ${reason}`,
  hint: 'The last profile stays. Its files may be damaged or its cells too large: run its source again, then refresh.',
});

/** Nobody has put the table into numbers yet. */
export const profileNotFound = defineError<{ table: string }>({
  code: 'profile_not_found',
  kind: 'not_found',
  message: ({ table }) => `The table "${table}" has no profile yet.`,
  hint: 'It gets one after its next publication; POST …/refresh makes one now.',
});

/** A table without data has nothing to be put into numbers. */
export const nothingToProfile = defineError<{ table: string }>({
  code: 'nothing_to_profile',
  kind: 'not_found',
  message: ({ table }) => `The table "${table}" has no data yet.`,
  hint: 'Run its source first.',
});
