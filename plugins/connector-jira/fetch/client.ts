import type { Http, HttpRequest, HttpResponse } from '@agnes/sdk/connector';
import { AccessDenied, AuthExpired, isPlatformError, RateLimited, UpstreamError } from '@agnes/sdk/errors';
import { answerStrange } from '../errors.ts';
import { type Pause, pause } from './pause.ts';

/** What a client works with. */
export interface ClientParts {
  readonly http: Http;
  readonly signal: AbortSignal;
  /** Address of the API, without a slash at its end. */
  readonly base: string;
  readonly pause?: Pause;
}

/** An answer as JSON; `missing` is a 404. */
export type Answer = { readonly status: 'ok'; readonly json: unknown } | { readonly status: 'missing' };

const tries = 3;
/** So many requests in a row that come to nothing, and the site is not asked again in this run. */
const mostFailures = 8;
const fetchMs = 30_000;
const defaultWaitSeconds = 60;
/** Longer than this no run waits: it ends, and the next one comes when the site wants it. */
const longestWaitSeconds = 120;

/**
 * Asks one API. What may pass is tried again; a site that wants to be left alone is left alone by all requests of the
 * client, not by the refused one only. A site that refuses the token, or never answers, is given up.
 */
export class JiraClient {
  readonly #parts: ClientParts;
  readonly #pause: Pause;
  #quietUntil = 0;
  #failures = 0;
  /** Why nothing more is asked. */
  #givenUp: unknown;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#pause = parts.pause ?? pause;
  }

  /** Waits, unless the run is over. */
  rest(ms: number): Promise<void> {
    return this.#pause(ms, this.#parts.signal);
  }

  get(path: string): Promise<Answer> {
    return this.#counted(path, {});
  }

  post(path: string, body: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return this.#counted(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async #counted(path: string, request: HttpRequest): Promise<Answer> {
    if (this.#givenUp !== undefined) throw this.#givenUp;
    try {
      const answer = await this.#ask(path, request);
      this.#failures = 0;
      return answer;
    } catch (cause) {
      this.#failures += mayPass(cause) ? 1 : 0;
      if (isRefused(cause) || this.#failures >= mostFailures) this.#givenUp = cause;
      throw cause;
    }
  }

  async #ask(path: string, request: HttpRequest): Promise<Answer> {
    const { http, base, signal } = this.#parts;
    const url = `${base}${path}`;
    for (let left = tries - 1; ; left -= 1) {
      signal.throwIfAborted();
      await this.#quiet();
      try {
        const headers = { accept: 'application/json', ...request.headers };
        return answerOf(url, await http.fetch(url, { timeoutMs: fetchMs, ...request, headers }));
      } catch (cause) {
        signal.throwIfAborted();
        if (left === 0 || !mayPass(cause)) throw cause;
        await this.#before(cause, tries - left);
      }
    }
  }

  async #before(cause: unknown, failed: number): Promise<void> {
    const wanted = waitOf(cause);
    if (wanted === undefined) return this.rest(1_000 * failed);
    if (wanted > longestWaitSeconds) throw cause;
    this.#quietUntil = Math.max(this.#quietUntil, performance.now() + wanted * 1_000);
  }

  async #quiet(): Promise<void> {
    const ms = this.#quietUntil - performance.now();
    if (ms > 0) await this.rest(ms);
  }
}

const answerOf = (url: string, { status, headers, text }: HttpResponse): Answer => {
  if (status === 404 && !isAnonymous(headers)) return { status: 'missing' };
  checkStatus(url, { status, headers });
  if (status === 204 || text === '') return { status: 'ok', json: undefined };
  try {
    return { status: 'ok', json: JSON.parse(text) };
  } catch (cause) {
    throw answerStrange({ url: shown(url), what: 'something that is no JSON' }, { cause });
  }
};

/** Throws what a status other than success means. */
export const checkStatus = (
  url: string,
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
): void => {
  if (status >= 200 && status < 300) return;
  const reason = `"${shown(url)}" answered with status ${status}.`;
  if (status === 401 || isAnonymous(headers))
    throw AuthExpired({ reason: `${reason} The token is refused.` });
  if (status === 403) throw AccessDenied({ reason });
  if (status === 429) throw RateLimited({ reason, retryAfter: retryAfterOf(headers) });
  throw UpstreamError({ reason, status });
};

// A site that is open to anybody answers to a refused token as to a stranger: with less, or with "not found".
const isAnonymous = (headers: HttpResponse['headers']): boolean =>
  headers['x-seraph-loginreason'] === 'AUTHENTICATED_FAILED';

const retryAfterOf = ({ 'retry-after': told = '' }: HttpResponse['headers']): number => {
  const seconds = Number(told);
  if (told.trim() !== '' && Number.isFinite(seconds) && seconds >= 0) return seconds;
  return defaultWaitSeconds;
};

const waitOf = (cause: unknown): number | undefined => {
  const wanted = isPlatformError(cause) ? cause.details['retryAfter'] : undefined;
  return typeof wanted === 'number' ? wanted : undefined;
};

const passing = new Set(['rate_limited', 'upstream', 'unavailable', 'timeout']);

/** What a later try may mend: the site is busy, broken or not reached, and what it said was cut short. */
const mayPass = (cause: unknown): boolean => {
  if (!isPlatformError(cause) || cause.code === 'auth_expired') return false;
  const { status } = cause.details;
  return passing.has(cause.kind) && (typeof status !== 'number' || status >= 500 || status === 408);
};

const isRefused = (cause: unknown): boolean => isPlatformError(cause) && cause.code === 'auth_expired';

/** Without what a question holds. */
const shown = (url: string): string => url.replace(/\?.*$/, '');
