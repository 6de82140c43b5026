import { defineError } from '@agnes/sdk/errors';

/** The registration does not say which table of the stack is read. */
export const tableUnnamed = defineError<{ table: string }>({
  code: 'source_table_missing',
  kind: 'invalid',
  message: ({ table }) => `The table "${table}" does not say what it reads.`,
  hint: 'Set its bucket, with the stage (in.c-crm), and its source table (orders).',
});

/** A column that is asked for is not there any more. */
export const columnsGone = defineError<{ table: string; columns: readonly string[] }>({
  code: 'schema_drift',
  kind: 'conflict',
  message: ({ table, columns }) => `The stack has no ${columns.join(', ')} in "${table}".`,
  hint: 'Correct the column subset of the table.',
});

/** The stack does not take the row filter of a table. */
export const badFilter = defineError<{ table: string; reason: string }>({
  code: 'bad_filter',
  kind: 'invalid',
  message: ({ table, reason }) => `The row filter of "${table}" cannot be used: ${reason}`,
  hint: 'Correct where_filters of the table: operators are eq, ne, gt, ge, lt, le.',
});

/** An export came to a bad end at the stack. */
export const exportFailed = defineError<{ reason: string }>({
  code: 'export_failed',
  kind: 'upstream',
  message: ({ reason }) => `The export failed at the stack: ${reason}`,
  hint: 'Look the job up in the project; the next run tries again.',
});

/** The store of the exported files does not hand one over. */
export const fileRefused = defineError<{ host: string; status: number }>({
  code: 'file_refused',
  kind: 'upstream',
  message: ({ host, status }) => `"${host}" does not hand over an exported file (status ${status}).`,
  hint: 'The next run exports again. If it stays, the clock of this machine may be wrong.',
});

/** An answer of the stack makes no sense, or leads where nothing of it may be sent. */
export const answerInvalid = defineError<{ reason: string }>({
  code: 'upstream_invalid',
  kind: 'upstream',
  message: ({ reason }) => `The stack answers what cannot be used: ${reason}.`,
  hint: 'The next run tries again. If it stays, report it with the log of the run.',
});

/** The token belongs to another project. */
export const otherProject = defineError<{ wanted: string; found: string }>({
  code: 'config_error',
  kind: 'invalid',
  message: ({ wanted, found }) => `The token belongs to the project ${found}, not to ${wanted}.`,
  hint: 'Correct project_id, or name a token of that project.',
});

/** A query is not one SELECT over tables of the project. */
export const badQuery = defineError<{ table: string; reason: string }>({
  code: 'bad_query',
  kind: 'invalid',
  message: ({ table, reason }) => `The query of "${table}" cannot be run: ${reason}`,
  hint: 'Write one SELECT over kbc."<bucket>"."<table>", in the SQL of DuckDB.',
});

/** Nobody knows how much a query would read. */
export const estimateUnavailable = defineError<{ table: string; unknown: readonly string[] }>({
  code: 'estimate_unavailable',
  kind: 'unavailable',
  message: ({ table, unknown }) =>
    `How much "${table}" would read is not known: the stack tells no size of ${unknown.join(', ')}.`,
  hint: 'Set max_bytes_per_materialize of the source to 0 to read without a cap.',
});

/** The result of a query is larger than it may be. */
export const resultTooLarge = defineError<{ table: string; bytes: number; limit: number }>({
  code: 'budget_exceeded',
  kind: 'too_large',
  message: ({ table, bytes, limit }) =>
    `The result of "${table}" has ${bytes} bytes so far, and ${limit} are allowed.`,
  hint: 'Select less, or raise max_bytes_per_materialize of the source.',
});

/** DuckDB could not run a query. */
export const queryFailed = defineError<{ table: string; reason: string }>({
  code: 'query_failed',
  kind: 'invalid',
  message: ({ table, reason }) => `The query of "${table}" failed: ${reason}`,
  hint: 'Correct the query of the table.',
});
