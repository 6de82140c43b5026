import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as after } from 'node:timers/promises';
import { type Manifest, Secret } from '@agnes/sdk';
import { secretValue } from '../../kernel/broker-rules.ts';
import type { FixtureAnswer, Fixtures } from './fixtures.ts';

/** How the server behaves: as the fixtures say, or as servers do on bad days. */
export type Weather = 'calm' | 'slow' | 'busy' | 'broken' | 'silent' | 'elsewhere' | 'flood';

const troubles: Readonly<
  Record<Exclude<Weather, 'calm' | 'slow' | 'silent' | 'flood'>, [number, Record<string, string>]>
> = {
  busy: [429, { 'retry-after': '900' }],
  broken: [500, {}],
  elsewhere: [302, { location: 'https://elsewhere.invalid/' }],
};

/** Milliseconds that a slow server thinks about each answer. */
const slowMs = 150;
const floodPiece = 256 * 1024;
/** Some 64 MB. */
const floodPieces = 256;

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

  /** Ends the connections that are kept open for more. */
  hangUp(): void {
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests += 1;
    this.onRequest(this.requests);
    const { weather } = this;
    const isKind = weather === 'calm' || weather === 'slow';
    if (isKind && this.#isKnown(request)) {
      void this.#tell(request, response, weather === 'slow' ? slowMs : 0);
      return;
    }
    request.resume();
    if (isKind) response.writeHead(401).end();
    else if (weather === 'flood') void flood(response);
    else if (weather !== 'silent') response.writeHead(...troubles[weather]).end();
  }

  async #tell(request: IncomingMessage, response: ServerResponse, waitMs: number): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    // A request that was cut off wants no answer.
    const sent = await text(request).catch(() => '');
    await after(waitMs);
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

/** An array of JSON that goes on for longer than anybody should read. */
const flood = async (response: ServerResponse): Promise<void> => {
  const piece = Buffer.alloc(floodPiece, '"x",');
  const pieces = Array.from({ length: floodPieces }, () => piece);
  response.writeHead(200, { 'content-type': 'application/json' });
  // Whoever has read enough hangs up.
  await pipeline(Readable.from(['[', ...pieces]), response).catch(() => {});
};

const bodyOf = ({ json, text: said = '' }: FixtureAnswer): string =>
  json === undefined ? said : JSON.stringify(json);
