import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import {
  badAnswer,
  clientTooOld,
  interrupted,
  serverMoved,
  serverSlow,
  serverUnreachable,
} from '../errors.ts';
import { parseExact } from '../json/exact.ts';
import { isObject, type JsonObject, objectOf } from '../json/values.ts';
import { isOlder } from '../version.ts';
import type { Env } from '../world.ts';
import { Agents } from './agent.ts';
import { certificateError } from './certificate-errors.ts';
import { connectionFault, send } from './exchange.ts';
import { refusedAnswer, requestIdOf } from './refused-answer.ts';
import { wholeText } from './whole-text.ts';

const mostRedirects = 5;

/** Who is called, as whom, and how patiently. */
export interface HttpClientDeps {
  readonly server: string;
  readonly token: string | undefined;
  readonly version: string;
  readonly requestId: string;
  /** Overrides how long every request waits for a byte. */
  readonly seconds: number | undefined;
  readonly env: Env;
  /** Certificates to trust besides the system's, and the file they are in. */
  readonly ca: { readonly path: string; readonly pem: string } | undefined;
  /** True for the calls that bring a newer version. */
  readonly isOldAllowed?: boolean;
  readonly interrupted: AbortSignal;
  readonly now: () => number;
  readonly detail: (text: string) => void;
}

/** One request. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A file that is sent as it is, in place of `body`. */
  readonly upload?: { readonly source: Readable /** Absent: nobody knows yet. */; readonly bytes?: number };
  /** Longest time without a byte; 30 seconds when absent. */
  readonly seconds?: number;
  /** Seconds beyond that, whoever says how long it is: the server is to tell what became of the request. */
  readonly grace?: number;
  /** Calls off this request alone. */
  readonly signal?: AbortSignal;
  /** The answer may be large: its bytes are for `bytesOf`. */
  readonly isLarge?: boolean;
  /** Told when the head of the answer is there. */
  readonly onHead?: (answer: IncomingMessage) => void;
}

/** Calls one server over one pool of connections. Never sends its token anywhere else. */
export class HttpClient implements Disposable {
  readonly server: string;
  readonly #deps: HttpClientDeps;
  readonly #agents: Agents;

  constructor(deps: HttpClientDeps) {
    this.server = deps.server;
    this.#deps = deps;
    this.#agents = new Agents({ server: deps.server, env: deps.env, ca: deps.ca?.pem });
  }

  /** The whole JSON answer; a refusal is thrown. */
  async json(call: Call): Promise<unknown> {
    const answer = await this.send({ ...call, headers: { 'Accept-Encoding': 'gzip', ...call.headers } });
    const text = await this.text(answer);
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299) throw refusedAnswer(answer, text, this.#deps.now());
    return text === '' ? {} : parsed(call.path, text);
  }

  /** The JSON answer of an endpoint that answers an object. */
  async object(call: Call): Promise<JsonObject> {
    const value = await this.json(call);
    if (!isObject(value)) throw badAnswer({ path: call.path, reason: 'it is not an object' });
    return objectOf(value);
  }

  /** The body as text. */
  async text(answer: IncomingMessage): Promise<string> {
    try {
      return await wholeText(answer);
    } catch (error) {
      throw this.translated(error);
    }
  }

  /** The error a refused answer stands for. */
  async refusal(answer: IncomingMessage): Promise<PlatformError> {
    return refusedAnswer(answer, await this.text(answer), this.#deps.now());
  }

  /** The answer of any status, its body not yet read. Redirects stay on the server. */
  async send(call: Call, redirects = 0): Promise<IncomingMessage> {
    const url = new URL(this.server + call.path);
    const started = this.#deps.now();
    const answer = await this.#exchange(url, call);
    const took = this.#deps.now() - started;
    const id = requestIdOf(answer);
    this.#deps.detail(
      `${call.method ?? 'GET'} ${call.path} → ${answer.statusCode} in ${took} ms (request ${id})`,
    );
    this.#checkVersion(answer);
    call.onHead?.(answer);
    const { location } = answer.headers;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0)) return answer;
    answer.destroy();
    const target = new URL(location, url);
    if (target.origin !== url.origin || isChange(call) || redirects >= mostRedirects) {
      throw serverMoved({ server: this.server, location: target.origin });
    }
    const base = new URL(this.server).pathname.replace(/\/$/, '');
    return this.send({ ...call, path: (target.pathname + target.search).slice(base.length) }, redirects + 1);
  }

  /** The error to show for a connection that failed, before or while an answer came. */
  translated(error: unknown): PlatformError {
    if (isPlatformError(error)) return error;
    if (this.#deps.interrupted.aborted) return interrupted({}, { cause: error });
    const refused = certificateError(error, { server: this.server, caFile: this.#deps.ca?.path });
    if (refused) return refused;
    return serverUnreachable({ server: this.server, reason: connectionFault(error) }, { cause: error });
  }

  [Symbol.dispose](): void {
    this.#agents[Symbol.dispose]();
  }

  async #exchange(url: URL, call: Call): Promise<IncomingMessage> {
    const { seconds: everySeconds, interrupted: everything } = this.#deps;
    const signal = call.signal ? AbortSignal.any([everything, call.signal]) : everything;
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const seconds = (everySeconds ?? call.seconds ?? 30) + (call.grace ?? 0);
    const exchange = { url, method: call.method ?? 'GET', headers: this.#headers(call, body) };
    const limits = { seconds, signal, tooSlow: () => serverSlow({ server: this.server, seconds }) };
    try {
      return await send(
        { ...exchange, body: call.upload?.source ?? body, agent: this.#agents.for(call) },
        limits,
      );
    } catch (error) {
      throw this.translated(error);
    }
  }

  #headers(call: Call, body: string | undefined): Record<string, string> {
    const { token, version, requestId } = this.#deps;
    return {
      Accept: 'application/json',
      'User-Agent': `agnes/${version}`,
      'X-Request-Id': requestId,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && {
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(body)),
      }),
      ...(call.upload && {
        'Content-Type': 'application/octet-stream',
        ...(call.upload.bytes !== undefined && { 'Content-Length': String(call.upload.bytes) }),
      }),
      ...call.headers,
    };
  }

  #checkVersion(answer: IncomingMessage): void {
    const needed = answer.headers['x-agnes-min-client'];
    const { version, isOldAllowed = false } = this.#deps;
    if (!isOldAllowed && typeof needed === 'string' && isOlder(version, needed)) {
      answer.destroy();
      throw clientTooOld({ version, needed });
    }
  }
}

const isChange = ({ method = 'GET' }: Call): boolean => method !== 'GET' && method !== 'HEAD';

const parsed = (path: string, text: string): unknown => {
  try {
    return parseExact(text);
  } catch (cause) {
    throw badAnswer({ path, reason: 'it is not JSON' }, { cause });
  }
};
