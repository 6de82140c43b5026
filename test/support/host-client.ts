import { serverEvents } from './server-events.ts';

/** An answer, its text read to the end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; nothing when it is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What goes with a request. A text is sent as it is, anything else as JSON. */
export interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Hangs up. */
  readonly signal?: AbortSignal;
}

/** Speaks to a host over HTTP, as one person. */
export class HostClient {
  readonly url: string;
  readonly #token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.#token = token;
  }

  /** Sends `METHOD /path`. */
  async send(route: string, { body, headers, signal }: Sent = {}): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      ...(signal && { signal }),
      headers: {
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** Sends, and throws unless it went well; resolves to the body. */
  async ask(route: string, sent: Sent = {}): Promise<Answer['body']> {
    const { status, text, body } = await this.send(route, sent);
    if (status >= 300) throw new Error(`${route} answered ${status}: ${text}`);
    return body;
  }

  /** The rows of a statement. */
  async rows(sql: string): Promise<unknown> {
    const { rows } = await this.ask('POST /api/query', { body: { sql } });
    return rows;
  }

  /** A token for an e-mail address and a password. */
  async signIn(person: { readonly email: string; readonly password: string }): Promise<string> {
    const { access_token } = await this.ask('POST /auth/token', { body: person });
    return String(access_token);
  }

  /** Starts a run, follows it to its end and resolves to its job. */
  async sync(request: object = {}): Promise<Answer['body']> {
    const job = await this.trigger(request);
    await this.untilEvent(job, 'end');
    return this.ask(`GET /api/jobs/${job}`);
  }

  /** Starts a run and resolves to the id of its job. */
  async trigger(request: object = {}): Promise<string> {
    const { job_id } = await this.ask('POST /api/sync/trigger', { body: request });
    return String(job_id);
  }

  /** Resolves when a job tells an event of this type whose data holds this text. */
  async untilEvent(job: string, type: string, holding = ''): Promise<void> {
    const headers = { authorization: `Bearer ${this.#token}`, accept: 'text/event-stream' };
    const leave = new AbortController();
    const response = await fetch(`${this.url}/api/jobs/${job}/events`, { headers, signal: leave.signal });
    for await (const event of serverEvents(response)) {
      if (event.type !== type || !event.data.includes(holding)) continue;
      leave.abort();
      return;
    }
    throw new Error(`Job ${job} ended without an event "${type}" with "${holding}".`);
  }
}

const parsed = (text: string): Answer['body'] => {
  try {
    return JSON.parse(text) as Answer['body'];
  } catch {
    // Files and pages are no JSON; whoever expects some sees that nothing is there.
    return {};
  }
};
