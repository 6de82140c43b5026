import { STATUS_CODES } from 'node:http';
import { type ErrorKind, isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import type { Context, Middleware } from 'koa';
import { challengeOf, isGitPath } from './challenge.ts';
import {
  adminOnly,
  bodyTooLarge,
  malformedBody,
  noSuchRoute,
  unexpected,
  unprintableHeader,
} from './errors.ts';
import type { Principal } from './principal.ts';

/** The HTTP status of each kind of error. */
export const statusOf: Record<ErrorKind, number> = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  request_timeout: 408,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media: 415,
  misdirected: 421,
  invalid: 422,
  rate_limited: 429,
  internal: 500,
  misconfigured: 500,
  upstream: 502,
  unavailable: 503,
  timeout: 504,
};

/** How a failed request is told to whoever reads the log. */
export type FailureLog = (failure: { requestId: string; path: string; error: PlatformError }) => void;

/** An error as the wire tells it. */
export interface Problem {
  readonly type: string;
  readonly title: string | undefined;
  readonly status: number;
  readonly detail: unknown;
  readonly code: string;
  readonly hint: string;
  readonly instance: string;
  readonly request_id: string;
}

export interface ProblemOptions {
  /** Public origin. */
  readonly origin: string;
  readonly onFailure: FailureLog;
  /** Renders a problem for people; where there is none, everybody gets JSON. */
  readonly page?: ((problem: Problem, visitor: Principal | undefined) => Promise<string>) | undefined;
  /** Whoever is signed in where a page is read; it never fails. */
  readonly visitor: (ctx: Context) => Promise<Principal | undefined>;
}

/** The only place where an error becomes an HTTP response (RFC 9457). */
export const problems =
  ({ onFailure, ...shown }: ProblemOptions): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (cause) {
      const requestId = String(ctx.state['requestId']);
      const error = toldError(cause, { requestId, path: ctx.path }, onFailure);
      await answer(ctx, { error, requestId, ...shown });
    }
  };

/** Of what an error is. */
interface Failed {
  readonly requestId: string;
  readonly path: string;
}

/** The problem that an error is; the log is told of it when the fault is ours. */
export const problemFrom = (cause: unknown, failed: Failed, onFailure: FailureLog): Problem => {
  const error = toldError(cause, failed, onFailure);
  return problemOf(error, statusOf[error.kind], failed.requestId);
};

const toldError = (cause: unknown, { requestId, path }: Failed, onFailure: FailureLog): PlatformError => {
  const error = hidden(isPlatformError(cause) ? cause : translated(cause), path);
  if (error.kind === 'internal') onFailure({ requestId, path, error });
  return error;
};

const translated = (cause: unknown): PlatformError => {
  const { status, code } = (cause ?? {}) as { status?: number; code?: string };
  if (code === 'ERR_INVALID_CHAR') return unprintableHeader({}, { cause });
  if (status === 404) return noSuchRoute({ path: '' }, { cause });
  if (status === 413) return bodyTooLarge({ limit_bytes: 0 }, { cause });
  if (status === 400) return malformedBody({ reason: 'it is not valid' }, { cause });
  return unexpected({}, { cause });
};

const adminOnlyCode = adminOnly({}).code;

const apiPrefixes = [
  '/api/',
  '/auth/',
  '/marketplace',
  '/webhooks/',
  '/x/',
  '/mcp',
  '/oauth/',
  '/.well-known/',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/schemas/',
];

/** To whoever is no administrator, a page for administrators looks like one that is not there. */
const hidden = (error: PlatformError, path: string): PlatformError =>
  error.code === adminOnlyCode && !isApi(path) ? noSuchRoute({ path }, { cause: error }) : error;

// Among the addresses for programs there is one that people see.
const isApi = (path: string): boolean =>
  path !== '/oauth/authorize' && apiPrefixes.some((prefix) => path.startsWith(prefix));

/** What programs that speak OAuth read of an error (RFC 6749). */
const oauthFields = ({ code, kind, message }: PlatformError, path: string): object =>
  path.startsWith('/oauth/') && kind !== 'internal'
    ? { error: code === 'invalid_input' ? 'invalid_request' : code, error_description: message }
    : {};

type Answer = Omit<ProblemOptions, 'onFailure'> & { error: PlatformError; requestId: string };

const answer = async (ctx: Context, { error, requestId, page, visitor, origin }: Answer): Promise<void> => {
  const status = statusOf[error.kind];
  if (status === 401 && ctx.method === 'GET' && !isApi(ctx.path)) {
    ctx.redirect(`/login?next=${encodeURIComponent(ctx.url)}`);
    return;
  }
  ctx.status = status;
  ctx.set(headersOf(error, status, { path: ctx.path, origin }));
  const problem = { ...problemOf(error, status, requestId), ...oauthFields(error, ctx.path) };
  const forPeople = page !== undefined && !isApi(ctx.path) && ctx.accepts('json', 'html') === 'html';
  const forGit = isGitPath(ctx.path) && ctx.get('user-agent').startsWith('git/');
  // It may name its reader.
  if (forPeople) ctx.set('Cache-Control', 'private, no-store');
  ctx.body = forPeople ? await page(problem, await visitor(ctx)) : JSON.stringify(problem);
  ctx.type = forPeople ? 'text/html; charset=utf-8' : 'application/problem+json';
  if (!forGit) return;
  // What is plain text git shows to its user; of anything else only the number of the status.
  ctx.body = `${problem.detail} ${problem.hint}\n`;
  ctx.type = 'text/plain; charset=utf-8';
};

const headersOf = (
  error: PlatformError,
  status: number,
  { path, origin }: { readonly path: string; readonly origin: string },
): Record<string, string> => ({
  ...(status === 401 && { 'WWW-Authenticate': challengeOf(path, origin) }),
  // The rest of a body that came too slowly is not read.
  ...(status === 408 && { Connection: 'close' }),
  ...(status === 429 && { 'Retry-After': String(error.details['retry_after_seconds'] ?? 60) }),
  ...(status === 503 && { 'Retry-After': '5' }),
});

/** The wire form. `details.detail` replaces the sentence where older clients read an object there. */
const problemOf = (error: PlatformError, status: number, requestId: string): Problem => ({
  // What is known of our own faults may hold paths or SQL: it goes to the log, not to the caller.
  ...(error.kind !== 'internal' && error.details),
  type: `/problems/${error.code.replaceAll('_', '-')}`,
  title: STATUS_CODES[status],
  status,
  detail:
    error.kind === 'internal' ? 'Something failed on our side.' : (error.details['detail'] ?? error.message),
  code: error.code,
  hint: error.hint,
  instance: `urn:agnes:request:${requestId}`,
  request_id: requestId,
});
