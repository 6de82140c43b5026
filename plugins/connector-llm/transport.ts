import {
  type HttpResponse,
  isPlatformError,
  LlmAuthFailed,
  LlmFormatFailed,
  type LlmHost,
  LlmRateLimited,
  LlmTimedOut,
} from '@agnes/sdk';

/** A request to a model. */
export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly signal?: AbortSignal;
}

/** An answer, or what the provider says against the request; its words are looked at and never shown. */
export type Sent =
  | { readonly answer: Readonly<Record<string, unknown>>; readonly refused?: undefined }
  | { readonly answer?: undefined; readonly refused: string };

const timeoutMs = 120_000;

/** Sends a request and reads its answer as JSON; every way to fail is one of the errors `Llm…`, but for a request that is refused. */
export const send = async (
  { http }: Pick<LlmHost, 'http'>,
  { url, headers, body, signal }: Call,
): Promise<Sent> => {
  signal?.throwIfAborted();
  const asked = http.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    timeoutMs,
  });
  const response = await unlessAborted(asked, signal).catch((cause: unknown) => {
    throw signal?.aborted ? cause : notAnswered(cause);
  });
  return answerOf(response);
};

const notAnswered = (cause: unknown): Error =>
  LlmTimedOut({ reason: isPlatformError(cause) ? cause.code : 'the connection broke' }, { cause });

const answerOf = (response: HttpResponse): Sent => {
  const { status, text } = response;
  if (status === 401 || status === 403) throw LlmAuthFailed({ status });
  if (status === 429 || status === 529) throw LlmRateLimited({ status, ...waitOf(response) });
  if (status === 408 || status >= 500) throw LlmTimedOut({ reason: `it answered with status ${status}.` });
  const parsed = objectIn(text);
  if (status === 400 || status === 422) return { refused: text.slice(0, 4_000) };
  if (status !== 200) throw LlmFormatFailed({ reason: `its status is ${status}` });
  if (!parsed) throw LlmFormatFailed({ reason: 'it is no JSON object' });
  return { answer: parsed };
};

const waitOf = ({ headers }: HttpResponse): { readonly retryAfter?: number } => {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfter: seconds } : {};
};

const objectIn = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    // Any object is read by its keys.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const unlessAborted = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    work.catch(() => {});
  }
};
