import { BudgetExceeded, isPlatformError, NotFound, type PlatformError, TimedOut } from '@agnes/sdk/errors';
import type { Client } from './client.ts';
import { authFailed, badRequest, crossProjectForbidden, forbidden, upstreamFailed } from './errors.ts';

/** What was asked when it failed. */
export interface Asked {
  readonly client: Pick<Client, 'projects' | 'tokens'>;
  /** True: somebody wrote the statement, and may have written it wrong. */
  readonly isUserSql?: boolean;
  /** Bytes that BigQuery was told to bill at most. */
  readonly maxBytesBilled?: number;
}

/** The failure of a call as people hear it. What is no failure of a call is thrown on as it is. */
export const failureOfCall = (cause: unknown, asked: Asked): unknown => {
  if (isPlatformError(cause) || !(cause instanceof Error)) return cause;
  const told = toldIn(cause);
  if (told) return told.status === 403 ? refusal(told, asked, cause) : faultOf(told, asked, cause);
  return isOfNetwork(cause) ? upstreamFailed({ reason: cause.message }, { cause }) : cause;
};

/** An error of the API, in its own words. */
interface Told {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly retryAfter?: number;
}

/** The parts of the library's error that are read here. */
interface ApiError extends Error {
  readonly code?: unknown;
  readonly errors?: readonly { readonly reason?: unknown; readonly message?: unknown }[];
  readonly response?: { readonly headers?: unknown };
}

const toldIn = (cause: ApiError): Told | undefined => {
  const first = cause.errors?.[0];
  const reason = String(first?.reason ?? '');
  const status = statusOfReason[reason] ?? (typeof cause.code === 'number' ? cause.code : undefined);
  if (status === undefined) return undefined;
  const retryAfter = waitIn(cause.response?.headers);
  const message = String(first?.message ?? cause.message);
  return { status, reason, message, ...(retryAfter > 0 && { retryAfter }) };
};

/** The word says more than the status: quotas are told as 403, what was cancelled as 400, and a failed job has no status. */
const statusOfReason: Readonly<Record<string, number>> = {
  invalid: 400,
  invalidQuery: 400,
  bytesBilledLimitExceeded: 400,
  accessDenied: 403,
  notFound: 404,
  stopped: 499,
  timeout: 504,
  backendError: 503,
  internalError: 500,
  jobBackendError: 503,
  jobInternalError: 500,
  jobRateLimitExceeded: 429,
  quotaExceeded: 429,
  rateLimitExceeded: 429,
  userRateLimitExceeded: 429,
  resourcesExceeded: 400,
  responseTooLarge: 400,
};

const waitIn = (headers: unknown): number => {
  if (headers instanceof Headers) return Number(headers.get('retry-after'));
  return Number(Object(headers)['retry-after']);
};

const refusal = (told: Told, { client }: Asked, cause: Error): PlatformError => {
  const reason = told.message;
  if (!/serviceusage/i.test(reason)) return forbidden({ reason }, { cause });
  const { billing: billing_project, data: data_project } = client.projects;
  return crossProjectForbidden({ reason, billing_project, data_project }, { cause });
};

const busy = ({ message: reason, status, retryAfter }: Told, cause: Error): PlatformError =>
  upstreamFailed({ reason, status, ...(retryAfter !== undefined && { retryAfter }) }, { cause });

const faultOf = (told: Told, asked: Asked, cause: Error): PlatformError => {
  const { status, message: reason } = told;
  if (told.reason === 'bytesBilledLimitExceeded') return overBudget(reason, asked, cause);
  if (status === 400 && asked.isUserSql) return badRequest({ reason }, { cause });
  if (status === 401) return refused(reason, asked, cause);
  if (status === 404) return NotFound({ reason: `BigQuery: ${reason}` }, { cause });
  if (status === 499 || status === 504) return TimedOut({ reason: `BigQuery: ${reason}` }, { cause });
  return busy(told, cause);
};

/** A token that was taken back is asked for again next time. */
const refused = (reason: string, { client }: Asked, cause: Error): PlatformError => {
  client.tokens.forget();
  return authFailed({ reason: `the token is refused (${reason}).` }, { cause });
};

/** "Query exceeded limit for bytes billed: 1. 10485760 or higher required." */
const overBudget = (message: string, { maxBytesBilled = 0 }: Asked, cause: Error): PlatformError => {
  const current = Number(/(\d+) or higher required/.exec(message)?.[1] ?? 0);
  return BudgetExceeded({ table: 'The statement', current, limit: maxBytesBilled }, { cause });
};

const isOfNetwork = (cause: Error): boolean =>
  'code' in cause && typeof cause.code === 'string' && /^E[A-Z_]+$|^CERT_|^ERR_(TLS|SSL)/.test(cause.code);
