import { defineError } from '@agnes/sdk/errors';

/** There is no local database yet. */
export const nothingSynced = defineError<{ workspace: string }>({
  code: 'nothing_synced',
  kind: 'internal',
  message: ({ workspace }) => `No table has been synced to ${workspace}.`,
  hint: 'Run: agnes sync. Or run the statement on the server with --remote.',
});

/** The statement is not one that only reads. */
export const notASelect = defineError({
  code: 'not_a_select',
  kind: 'bad_request',
  message: () => 'Only single SELECT queries are allowed.',
  hint: 'Give one statement that answers rows. Files are written with --output.',
});

/** DuckDB refused the statement. */
export const queryFailed = defineError<{ reason: string }>({
  code: 'query_failed',
  kind: 'bad_request',
  message: ({ reason }) => reason,
  hint: 'Correct the statement; agnes schema TABLE shows the columns of a table, agnes status --local the tables here.',
});

/** The local database is held by another program. */
export const databaseBusy = defineError<{ path: string }>({
  code: 'local_database_busy',
  kind: 'internal',
  message: ({ path }) => `${path} is open for writing in another program.`,
  hint: 'Close it there, or run the statement on the server with --remote.',
});

/** More rows came for an alias than the server hands out. */
export const answerCut = defineError<{ alias: string; rows: number }>({
  code: 'answer_cut',
  kind: 'bad_request',
  message: ({ alias, rows }) => `"${alias}" has more than the ${rows} rows that the server gives at once.`,
  hint: 'Filter or group in its SQL, or drop --local: the server joins it with the tables there.',
});

/** It took longer than it was given. */
export const queryTooSlow = defineError<{ seconds: number }>({
  code: 'timeout',
  kind: 'timeout',
  message: ({ seconds }) => `The statement took longer than ${seconds} seconds and was stopped.`,
  hint: 'Give it longer with --timeout SECONDS, or narrow it.',
});
