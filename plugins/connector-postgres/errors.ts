import {
  AccessDenied,
  AuthExpired,
  ConfigError,
  NotFound,
  TimedOut,
  UpstreamError,
} from '@agnes/sdk/connector';
import { defineError, isPlatformError, type PlatformError } from '@agnes/sdk/errors';

/** A table has more rows than this run may read. */
export const tooManyRows = defineError<{ table: string; limit: number }>({
  code: 'too_many_rows',
  kind: 'too_large',
  message: ({ table, limit }) => `"${table}" has more than ${limit} rows, the most this run may read of it.`,
  hint: 'Filter the table, or raise the limit.',
});

/** The planner does not say how much a query would read. */
export const estimateUnavailable = defineError<{ table: string; reason: string }>({
  code: 'estimate_unavailable',
  kind: 'invalid',
  message: ({ table, reason }) => `Nobody can say how much the query of "${table}" reads: ${reason}.`,
  hint: 'Correct the query; it has to be one SELECT that PostgreSQL can plan.',
});

/** A query that would do more than read. */
export const queryRefused = defineError<{ table: string; reason: string }>({
  code: 'query_refused',
  kind: 'invalid',
  message: ({ table, reason }) => `The query of "${table}" is not run: ${reason}.`,
  hint: 'Write one SELECT that only reads.',
});

/** Another driver has to read this table. */
export const driverUnfit = defineError<{ table: string }>({
  code: 'driver_unfit',
  kind: 'invalid',
  message: ({ table }) =>
    `"${table}" is not read by the driver "extension": it is read incrementally, filtered, or by a query.`,
  hint: 'Set "driver" of the source to "auto", "copy" or "cursor".',
});

/** What went wrong at the server, or on the way there, in the words of the host. */
export const errorOf = (cause: unknown): PlatformError => {
  if (isPlatformError(cause)) return cause;
  const code = codeOf(cause);
  if (isPasswordMissing(cause)) return passwordMissing({ cause });
  const reason = reasonOf(cause);
  if (isDenied(code)) return ConfigError({ reason }, { cause });
  const define = byState.get(code) ?? byClass.get(code.slice(0, 2)) ?? byWord(code, reason);
  return define({ reason }, { cause });
};

/** The SQLSTATE of the server, or the code of the system. */
export const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';

type Define = (details: { reason: string }, options?: ErrorOptions) => PlatformError;

const reasonOf = (cause: unknown): string => {
  const text = cause instanceof Error ? cause.message : String(cause);
  const code = codeOf(cause);
  const named = code === '' || text.includes(code) ? '' : ` (${code})`;
  return `PostgreSQL: ${text.slice(0, 1_000) || 'the connection failed'}${named}`;
};

// The driver's own words, before it asks the server.
const isPasswordMissing = (cause: unknown): boolean =>
  cause instanceof Error && /^SASL: .*password must be/.test(cause.message);

const passwordMissing = (options: ErrorOptions): PlatformError =>
  ConfigError(
    { reason: 'The server asks for a password, and the secret that "password_env" names is empty.' },
    options,
  );

const isDenied = (code: string): boolean => code === 'ERR_ACCESS_DENIED';

const byState: ReadonlyMap<string, Define> = new Map<string, Define>([
  ['28P01', AuthExpired],
  ['28000', AuthExpired],
  ['42501', AccessDenied],
  ['42P01', NotFound],
  ['3F000', NotFound],
  ['42703', NotFound],
  ['3D000', ConfigError],
  // Statement timeouts, and `pg_cancel_backend` by somebody else.
  ['57014', TimedOut],
  ['55P03', TimedOut],
  ['40001', UpstreamError],
]);

// Classes of states: values and statements that only somebody who knows the source can mend.
const byClass: ReadonlyMap<string, Define> = new Map<string, Define>([
  ['22', ConfigError],
  ['42', ConfigError],
  ['0A', ConfigError],
]);

const ofTls = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH)/;

const byWord = (code: string, reason: string): Define => {
  const isMisconfigured =
    ofTls.test(code) || code === 'ENOTFOUND' || /support SSL|self-signed|PEM/.test(reason);
  return isMisconfigured ? ConfigError : UpstreamError;
};
