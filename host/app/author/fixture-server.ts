import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Manifest, Secret } from '@agnes/sdk';
import { secretValue } from '../../kernel/broker-rules.ts';
import type { FixtureAnswer, Fixtures } from './fixtures.ts';

/** How the server behaves: as the fixtures say, or as servers do on bad days. */
export type Weather = 'calm' | 'busy' | 'broken' | 'silent' | 'elsewhere';

const troubles: Readonly<Record<Exclude<Weather, 'calm' | 'silent'>, [number, Record<string, string>]>> = {
  busy: [429, { 'retry-after': '900' }],
  broken: [500, {}],
  elsewhere: [302, { location: 'https://elsewhere.invalid/' }],
};

type Answering = Pick<Fixtures, 'answers'>;

/** The upstream of a connector under test: it answers what `fixtures.json` says, to whoever has the secret. */
export class FixtureServer implements AsyncDisposable {
  readonly origin: string;
  /** What stands for every secret. It must turn up nowhere. */
  readonly canary = `canary-${randomBytes(16).toString('hex')}`;
  weather: Weather = 'calm';
  requests = 0;
  /** Requests that no answer was there for. */
  readonly unknown = new Set<string>();
  /** Called with the number of each request, before it is answered. */
  onRequest: (count: number) => void = () => {};
  readonly #server: Server;
  #answers: readonly FixtureAnswer[];
  #manifest: Manifest;
  #config: Readonly<Record<string, unknown>> = {};

  private constructor(server: Server, origin: string, parts: { manifest: Manifest; fixtures: Answering }) {
    this.#server = server;
    this.origin = origin;
    this.#answers = parts.fixtures.answers;
    this.#manifest = parts.manifest;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  /** Listens on this machine only. */
  static async start(manifest: Manifest, fixtures: Answering): Promise<FixtureServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return new FixtureServer(server, `http://127.0.0.1:${port}`, { manifest, fixtures });
  }

  /** Settings of the fixtures with the address of this server in place of `{server}`. */
  configured(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    this.#config = JSON.parse(JSON.stringify(config).replaceAll('{server}', this.origin));
    return this.#config;
  }

  /** Answers as other fixtures say from here on. */
  use(manifest: Manifest, { answers }: Answering): void {
    this.#manifest = manifest;
    this.#answers = answers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests += 1;
    this.onRequest(this.requests);
    if (this.weather === 'calm' && this.#isKnown(request)) {
      void this.#tell(request, response);
      return;
    }
    request.resume();
    if (this.weather === 'calm') response.writeHead(401).end();
    else if (this.weather !== 'silent') response.writeHead(...troubles[this.weather]).end();
  }

  async #tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    // A request that was cut off wants no answer.
    const sent = await text(request).catch(() => '');
    const found = this.#found({ method, path: this.#named(url), body: this.#named(sent) });
    if (!found) {
      this.unknown.add(`${method} ${this.#named(url)}`);
      response.writeHead(404).end();
      return;
    }
    const headers = Object.entries(found.headers).map(([name, value]) => [name, this.#placed(value)]);
    response.writeHead(found.status, { 'content-type': 'application/json', ...Object.fromEntries(headers) });
    response.end(
      found.base64 === undefined ? this.#placed(bodyOf(found)) : Buffer.from(found.base64, 'base64'),
    );
  }

  #found(asked: { readonly method: string; readonly path: string; readonly body: string }) {
    return this.#answers.find(
      ({ method, path, body }) =>
        method === asked.method && path === asked.path && (body === undefined || body === asked.body),
    );
  }

  /** A request as it was recorded: with names in place of the secret and of this server. */
  #named(said: string): string {
    return said.replaceAll(this.canary, '[secret]').replaceAll(this.origin, '{server}');
  }

  #placed(told: string): string {
    return told.replaceAll('{server}', this.origin);
  }

  /** Where the manifest declares headers with secrets, one of them has to be there. */
  #isKnown({ headers }: IncomingMessage): boolean {
    const wanted = (this.#manifest.capabilities?.network ?? []).flatMap(({ secret }) => secret ?? []);
    return (
      wanted.length === 0 ||
      wanted.some(({ header, template = '{secret}' }) => {
        const users = Object.fromEntries(
          Object.entries(this.#config).map(([key, value]) => [key, String(value)]),
        );
        const named = { name: '', header, template, users };
        return headers[header.toLowerCase()] === secretValue(named, new Secret(this.canary)).value;
      })
    );
  }
}

const bodyOf = ({ json, text: said = '' }: FixtureAnswer): string =>
  json === undefined ? said : JSON.stringify(json);
