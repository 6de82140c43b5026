import { defineError, isPlatformError } from '@agnes/sdk/errors';

/** The host gave the run no folder to keep anything in. */
export const nothingKept = defineError({
  code: 'kept_folder_missing',
  kind: 'internal',
  message: () => 'This run has no folder for what the source keeps.',
  hint: 'Report this with the log of the run.',
});

/** The table is registered for something Jira does not have. */
export const tableUnknown = defineError<{ table: string; sourceTable: string; known: string }>({
  code: 'jira_table_unknown',
  kind: 'invalid',
  message: ({ table, sourceTable, known }) =>
    `The table "${table}" reads "${sourceTable}", and Jira has ${known}.`,
  hint: 'Set its source table to one of those.',
});

/** The table asks for what a pushed table cannot give. */
export const tableUnfit = defineError<{ table: string; what: string }>({
  code: 'jira_table_unfit',
  kind: 'invalid',
  message: ({ table, what }) => `The table "${table}" has ${what}, which tables of Jira do not take.`,
  hint: 'Register it without; its parts are the months in which issues were created.',
});

/** The stored JSON of an issue cannot be read, nor fetched again. */
export const rawUnreadable = defineError<{ keys: string }>({
  code: 'jira_raw_unreadable',
  kind: 'unavailable',
  message: ({ keys }) => `What is stored of ${keys} cannot be read, and Jira did not give it again.`,
  hint: 'See why the last requests failed; the next run fetches these issues again.',
});

/** Jira answered with something that is not what it documents. */
export const answerStrange = defineError<{ url: string; what: string }>({
  code: 'jira_answer_strange',
  kind: 'upstream',
  message: ({ url, what }) => `"${url}" answered with ${what}.`,
  hint: 'Nothing to do here: the next run tries again. See the status page of Atlassian.',
});

/** A file of rows is not what its name says. It is made again from the JSON of its issues. */
export const monthDamaged = defineError<{ path: string }>({
  code: 'jira_month_damaged',
  kind: 'unavailable',
  message: ({ path }) => `The rows in "${path}" are damaged.`,
  hint: 'Nothing to do here: the month is made again from the stored issues.',
});

/** True for `monthDamaged`. */
export const isDamage = (cause: unknown): boolean =>
  isPlatformError(cause) && cause.code === 'jira_month_damaged';
