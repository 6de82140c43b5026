import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { reasonOf } from '../../kernel/reason.ts';

/** What may be done on the page. Each resolves when it is done, to what is wrong with what was sent. */
type DevActions = Readonly<Record<string, (form: URLSearchParams) => Promise<readonly string[]>>>;

interface DoorParts {
  readonly actions: DevActions;
  readonly page: (faults: readonly string[]) => Promise<string>;
}

const mostBytes = 64 * 1024;

/** Headers of a page that runs nothing and is shown nowhere else. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** The page of a plugin under development: for this machine, and for whoever was told its address. */
export class DevDoor implements AsyncDisposable {
  readonly url: string;
  readonly #host: string;
  readonly #path: string;
  readonly #server: Server;
  readonly #parts: DoorParts;

  private constructor(server: Server, port: number, parts: DoorParts) {
    this.#server = server;
    this.#parts = parts;
    this.#host = `127.0.0.1:${port}`;
    this.#path = `/${randomBytes(24).toString('base64url')}/`;
    this.url = `http://${this.#host}${this.#path}`;
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error) => response.writeHead(500).end(reasonOf(error)));
    });
  }

  /** Listens on this machine only. */
  static async open(parts: DoorParts): Promise<DevDoor> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return new DevDoor(server, typeof address === 'object' && address ? address.port : 0, parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', method } = request;
    // Another name for this machine is that of a page which wants to reach it.
    if (request.headers.host !== this.#host || !url.startsWith(this.#path)) {
      response.writeHead(404).end();
      return;
    }
    const name = url.slice(this.#path.length);
    if (method === 'GET' && name === '') {
      response.writeHead(200, headers).end(await this.#parts.page([]));
      return;
    }
    await this.#act(name, request, response);
  }

  async #act(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { actions, page } = this.#parts;
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    const isSmall = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY) <= mostBytes;
    if (request.method !== 'POST' || !action || !isSmall) {
      response.writeHead(404).end();
      return;
    }
    const faults = await action(new URLSearchParams(await text(request)));
    if (faults.length > 0) response.writeHead(422, headers).end(await page(faults));
    else response.writeHead(303, { location: this.#path }).end();
  }
}
