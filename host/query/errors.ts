import { defineError } from '@agnes/sdk/errors';

/** The statement is something else than one row-returning statement. */
export const notASelect = defineError<{ hint: string | undefined }>({
  code: 'not_a_select',
  kind: 'bad_request',
  message: () => 'Only single SELECT queries are allowed',
  hint: ({ hint }) =>
    hint ?? 'Send one SELECT, WITH, FROM, VALUES, SHOW TABLES, DESCRIBE, SUMMARIZE or EXPLAIN.',
});

/** The statement is longer than what is parsed. */
export const statementTooLong = defineError({
  code: 'statement_too_long',
  kind: 'bad_request',
  message: () => 'Query error: a statement has at most 256 KiB',
  hint: 'Pass long lists of values as parameters or join with a table that holds them.',
});

/** The caller is granted no such table; whether one exists is not told. */
export const tableNotAvailable = defineError<{ table: string }>({
  code: 'table_not_available',
  kind: 'forbidden',
  message: ({ table }) => `Access denied to table '${table}'`,
  hint: 'GET /api/catalog/tables lists the tables you may query; an administrator grants others.',
});

/** What an admin is told about a name that is no published table. */
export const tableUnknown = defineError<{ table: string }>({
  code: 'table_not_available',
  kind: 'bad_request',
  message: ({ table }) => `Query error: no table '${table}' is published`,
  hint: 'GET /api/catalog/tables lists the published tables; one that was never synced is not among them.',
});

/** A registered table that has no rows here yet: it, or its query, was never run, or never with success. */
export const tableNotRead = defineError<{ table: string }>({
  code: 'table_not_available',
  kind: 'bad_request',
  message: ({ table }) => `Query error: table '${table}' is registered and has not been read yet`,
  hint: ({ table }) =>
    `An administrator reads it now with POST /api/sync/trigger {"tables": ["${table}"]}; else it comes with its next run.`,
});

/** A granted table whose files are missing or damaged. */
export const tableUnreadable = defineError<{ table: string }>({
  code: 'table_unreadable',
  kind: 'bad_request',
  message: ({ table }) => `Query error: the files of table '${table}' cannot be read`,
  hint: 'Sync the table again, or ask an administrator to.',
});

/** A function that reads more than its arguments. */
export const functionNotAllowed = defineError<{ function: string }>({
  code: 'function_not_allowed',
  kind: 'bad_request',
  message: (details) => `Query error: the function '${details.function}' is not available in queries`,
  hint: 'Query the tables by name; functions that read files, settings or catalogs are off.',
});

/** DuckDB refused or failed the statement; the message is its own, without paths. */
export const queryFailed = defineError<{ reason: string }>({
  code: 'query_failed',
  kind: 'bad_request',
  message: ({ reason }) => `Query error: ${reason}`,
  hint: 'Correct the statement; DESCRIBE <table> shows the columns of a table.',
});

/** The statement wanted more memory than a query may have. */
export const memoryLimit = defineError<{ detail: { kind: 'memory_limit' } }>({
  code: 'memory_limit',
  kind: 'bad_request',
  message: () => 'Query error: the query needs more memory than one query may use',
  hint: 'Read fewer columns, filter earlier or aggregate in steps.',
});

/** The process that ran the statement died of it. */
export const queryCrashed = defineError<{ detail: { kind: 'query_crashed' } }>({
  code: 'query_crashed',
  kind: 'bad_request',
  message: () => 'Query error: the query crashed its worker process; nobody else was affected',
  hint: 'Write the statement differently; it will crash again as it is.',
});

/** Statements of the caller have crashed worker after worker. */
export const crashedTooOften = defineError<{
  detail: {
    reason: 'crashed_too_often';
    kind: 'query_crashed';
    crashes: number;
    retry_after_seconds: number;
  };
  retry_after_seconds: number;
}>({
  code: 'crashed_too_often',
  kind: 'rate_limited',
  message: ({ detail }) =>
    `${detail.crashes} queries of yours crashed their worker processes within ten minutes; none is run for a while`,
  hint: 'Wait as long as `Retry-After` says, and write the statement that crashes differently.',
});

/** The statement did not end in time. Times in milliseconds, waiting included. */
export const queryTimeout = defineError<{
  detail: { kind: 'timeout'; elapsed_ms: number; timeout_ms: number };
}>({
  code: 'timeout',
  kind: 'timeout',
  message: ({ detail }) => `Query error: the query took longer than ${detail.timeout_ms} ms`,
  hint: 'Read less, or allow more time with `timeout_ms`.',
});

/** The caller went away. */
export const queryCancelled = defineError({
  code: 'query_cancelled',
  kind: 'bad_request',
  message: () => 'The query was cancelled',
  hint: 'Send it again.',
});

/** The caller has as many queries in flight as one user may. */
export const tooManyQueries = defineError<{
  detail: {
    reason: 'concurrent_slot_exceeded';
    kind: 'concurrent_queries';
    current: number;
    limit: number;
    retry_after_seconds: number;
  };
  retry_after_seconds: number;
}>({
  code: 'concurrent_slot_exceeded',
  kind: 'rate_limited',
  message: ({ detail }) => `${detail.current} queries of yours run or wait; at most ${detail.limit} may`,
  hint: 'Wait for one of your queries to end.',
});

/** More statements wait for a worker than may, whoever sent them. */
export const queueFull = defineError<{
  detail: {
    reason: 'queue_full';
    kind: 'waiting_queries';
    limit: number;
    retry_after_seconds: number;
  };
  retry_after_seconds: number;
}>({
  code: 'queue_full',
  kind: 'rate_limited',
  message: ({ detail }) => `Too many queries wait: ${detail.limit}, of all users together`,
  hint: 'Try again in a few seconds, or send it to POST /api/query/jobs, which has a queue of its own.',
});

/** While the statement was answered, a table of its caller was taken away. */
export const accessWithdrawn = defineError({
  code: 'access_withdrawn',
  kind: 'forbidden',
  message: () => 'Access to a table was taken away while the query ran',
  hint: 'Send it again if it reads only what you may still read; GET /api/catalog/tables lists that.',
});

/** No worker could be started, or the data of the query could not be opened. */
export const queriesUnavailable = defineError<{ reason: string }>({
  code: 'queries_unavailable',
  kind: 'unavailable',
  message: ({ reason }) => `No query can be answered now: ${reason}`,
  hint: 'Try again in a moment; if it stays, an administrator finds the cause in the log.',
});

/** No form the caller accepts can be produced. */
export const notAcceptable = defineError<{ accept: string }>({
  code: 'not_acceptable',
  kind: 'not_acceptable',
  message: ({ accept }) => `No answer of type "${accept}" can be given`,
  hint: 'Accept application/json, text/csv, application/x-ndjson, application/vnd.apache.parquet or application/vnd.apache.arrow.stream.',
});
