import { defineError } from '@agnes/sdk';

/** A source was asked whose connector brings no engine. */
export const noEngine = defineError<{ source: string; type: string }>({
  code: 'no_engine',
  kind: 'conflict',
  message: ({ source, type }) =>
    `The connector "${type}" of the source "${source}" cannot answer where the data is.`,
  hint: 'Register the table as `local`, so that it is brought here.',
});

/** The source has something of that name that has no columns to be asked for. */
export const unsupportedEntity = defineError<{ table: string }>({
  code: 'unsupported_entity',
  kind: 'bad_request',
  message: ({ table }) => `"${table}" is neither a table nor a view at its source.`,
  hint: 'Query a table or a view; an administrator registers one.',
});

interface Upstream<Kind extends string> {
  readonly error: Kind;
  readonly kind: Kind;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What is said of a failure at a source: its kind twice, as older clients look for `error`. */
export const upstreamDetail = <Kind extends string>(kind: Kind, message: string): Upstream<Kind> => ({
  ...{ error: kind, kind, message, details: {} },
});

/** A plugin's bug, or its end, is told without its words: those are in the log. */
export const engineFailed = defineError<{
  detail: Upstream<'engine_failed'>;
  plugin: string;
  status_source: 'plugin';
}>({
  code: 'engine_failed',
  kind: 'upstream',
  message: ({ detail }) => detail.message,
  hint: 'Ask again; if it stays, an administrator finds the cause in the log and reports it to the author of the plugin.',
});

/** Nothing can be said of what a statement would cost, so it is not run. */
export const estimateUnavailable = defineError<{ detail: Upstream<'estimate_unavailable'> }>({
  code: 'estimate_unavailable',
  kind: 'invalid',
  message: ({ detail }) => detail.message,
  hint: 'Name one table of the source and plain conditions; without an estimate nothing is run there.',
});

/** The statement would read more than one statement may. Numbers in bytes. */
export const remoteScanTooLarge = defineError<{
  detail: {
    reason: 'remote_scan_too_large';
    scan_bytes: number;
    limit_bytes: number;
    tables: readonly string[];
    suggestion: string;
  };
}>({
  code: 'remote_scan_too_large',
  kind: 'bad_request',
  message: ({ detail }) =>
    `The statement would read ${detail.scan_bytes} bytes at its source; ${detail.limit_bytes} are allowed.`,
  hint: 'Add a WHERE on the partition column, or name fewer columns.',
});

interface Quota<Reason extends string, Kind extends string> {
  readonly reason: Reason;
  readonly kind: Kind;
  readonly current: number;
  readonly limit: number;
  readonly retry_after_seconds: number;
}

/** What one user may read at sources in a day is used up. Numbers in bytes. */
export const dailyByteCapExceeded = defineError<{
  detail: Quota<'daily_byte_cap_exceeded', 'daily_bytes'>;
  retry_after_seconds: number;
}>({
  code: 'daily_byte_cap_exceeded',
  kind: 'rate_limited',
  message: ({ detail }) =>
    `You have read ${detail.current} bytes at sources today, and may read ${detail.limit}.`,
  hint: 'Read less, or go on tomorrow: the count begins anew at midnight UTC.',
});

/** The caller has as many statements at sources as one user may. */
export const tooManyScans = defineError<{
  detail: Quota<'concurrent_slot_exceeded', 'concurrent_scans'>;
  retry_after_seconds: number;
}>({
  code: 'concurrent_slot_exceeded',
  kind: 'rate_limited',
  message: ({ detail }) =>
    `${detail.current} statements of yours run at sources; at most ${detail.limit} may.`,
  hint: 'Wait for one of them to end.',
});

/** More rows came than a statement may bring. */
export const remoteRowLimit = defineError<{ detail: { kind: 'row_limit'; limit: number } }>({
  code: 'row_limit',
  kind: 'bad_request',
  message: ({ detail }) => `The source has more than the ${detail.limit} rows that one statement may bring.`,
  hint: 'Filter with plain conditions, or group with plain aggregates of one table: both are done at the source.',
});

/** More came than a statement may hold. `limit` is in MiB. */
export const remoteMemoryLimit = defineError<{ detail: { kind: 'memory_limit'; limit: number } }>({
  code: 'memory_limit',
  kind: 'bad_request',
  message: ({ detail }) => `The source has more than the ${detail.limit} MiB that one statement may bring.`,
  hint: 'Name fewer columns, or filter with plain conditions: both are done at the source.',
});

/** The source took longer than it may. `timeout_ms` where the statement had a time of its own. */
export const remoteTimedOut = defineError<{
  detail: Upstream<'timeout'> & { readonly elapsed_ms: number; readonly timeout_ms?: number };
}>({
  code: 'timeout',
  kind: 'timeout',
  message: ({ detail }) => detail.message,
  hint: 'Read less, or allow more time with `timeout_ms`.',
});

interface PathDetail {
  readonly reason: string;
  readonly path: string;
}

/** A path into BigQuery that is no registered table. */
export const bqPathNotRegistered = defineError<{ detail: PathDetail }>({
  code: 'bq_path_not_registered',
  kind: 'forbidden',
  message: ({ detail }) => `"${detail.path}" is no registered table.`,
  hint: 'GET /api/catalog/tables lists what you may query; an administrator registers others.',
});

/** A path into BigQuery that the caller may not read. */
export const bqPathAccessDenied = defineError<{ detail: PathDetail }>({
  code: 'bq_path_access_denied',
  kind: 'forbidden',
  message: ({ detail }) => `Access denied to "${detail.path}".`,
  hint: 'Ask an administrator for a grant on the table.',
});

/** The same for the path of any other source. */
export const remotePathNotRegistered = defineError<{ detail: PathDetail }>({
  code: 'remote_path_not_registered',
  kind: 'forbidden',
  message: ({ detail }) => `"${detail.path}" is no registered table.`,
  hint: 'GET /api/catalog/tables lists what you may query; an administrator registers others.',
});

/** The same for the path of any other source. */
export const remotePathAccessDenied = defineError<{ detail: PathDetail }>({
  code: 'remote_path_access_denied',
  kind: 'forbidden',
  message: ({ detail }) => `Access denied to "${detail.path}".`,
  hint: 'Ask an administrator for a grant on the table.',
});
