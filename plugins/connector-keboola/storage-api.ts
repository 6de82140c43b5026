import type { ConnectorContext, HttpRequest } from '@agnes/sdk/connector';
import { AuthExpired, ConfigError, NotFound, UpstreamError } from '@agnes/sdk/errors';
import { answerInvalid } from './errors.ts';
import { textAt } from './json.ts';
import { patiently } from './patiently.ts';
import type { Settings } from './settings.ts';

/** What a stack is asked with. */
export type Caller = Pick<ConnectorContext<Settings>, 'config' | 'http' | 'signal'>;

const callMs = 30_000;

/** The Storage API of one stack. The token is added by the host; nothing here holds it. */
export class StorageApi {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  get(path: string): Promise<unknown> {
    return this.#json(path, {});
  }

  post(path: string, form: URLSearchParams): Promise<unknown> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#json(path, { method: 'POST', headers, body: form.toString() });
  }

  async #json(path: string, request: HttpRequest): Promise<unknown> {
    const { config, http, signal } = this.#caller;
    const url = `${config.stack_url.replace(/\/$/, '')}/v2/storage/${path}`;
    const answer = await patiently(signal, () => http.fetch(url, { ...request, timeoutMs: callMs }));
    const told = parsed(answer.text);
    if (answer.status >= 200 && answer.status < 300 && told !== undefined) return told;
    throw refusalOf(answer.status, told, path);
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const refusalOf = (status: number, told: unknown, path: string): Error => {
  if (status === 401 || status === 403) {
    return AuthExpired({ reason: `The stack refuses the token for "${path}" (status ${status}).` });
  }
  const words = (textAt(told, 'error') ?? textAt(told, 'message') ?? '').slice(0, 300);
  const reason = `The stack answered "${path}" with ${status}${words && `: ${words}`}`;
  if (status === 404) return NotFound({ reason });
  if (status >= 500) return UpstreamError({ reason, status });
  return status >= 400 ? ConfigError({ reason }) : answerInvalid({ reason: `"${path}" is no JSON` });
};
