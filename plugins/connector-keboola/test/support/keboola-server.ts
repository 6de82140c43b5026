import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer, Arrived } from './arrived.ts';
import { ObjectStore, type Storage } from './object-store.ts';
import { StackApi } from './stack-api.ts';

export const stackHost = 'connection.keboola.test';

/** Something that goes wrong on the way: the next requests that match are answered like this. */
export interface Fault {
  readonly path: RegExp;
  readonly times: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The answer breaks off in the middle. */
  readonly isCut?: boolean;
}

/** A stack and its object hosts: one server that answers to all their names. */
export class KeboolaServer {
  readonly stack: StackApi;
  readonly store = new ObjectStore();
  readonly arrived: Arrived[] = [];
  #faults: Fault[] = [];
  readonly #waiting = new Set<{ readonly path: RegExp; readonly resolve: () => void }>();
  readonly #server: Server;

  /** With a key it speaks TLS. */
  constructor(token: string, tls?: { readonly key: string; readonly cert: string }) {
    this.stack = new StackApi(token, this.store);
    const handle = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#handle(request, response);
    this.#server = tls ? createTlsServer(tls, handle) : createServer(handle);
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    // A server that listens on a port has an address.
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on exports are stored like this. */
  storeAs(storage: Partial<Storage>): void {
    this.stack.storage = { ...this.stack.storage, ...storage };
  }

  goWrong(...faults: readonly Fault[]): void {
    this.#faults = [...faults];
  }

  /** Resolves when a request for such a path has arrived. */
  async until(path: RegExp): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.add({ path, resolve }));
  }

  /** Forgets requests and faults. */
  calm(): void {
    this.arrived.length = 0;
    this.#faults = [];
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    const body = await text(request);
    const arrived = { method, host, path, headers, form: new URLSearchParams(body) };
    this.arrived.push(arrived);
    for (const { path: wanted, resolve } of this.#waiting) if (wanted.test(path)) resolve();
    const fault = this.#faultFor(`${host}${path}`);
    const isStore = this.store.isStore(host);
    const answer: Answer = isStore ? this.store.answer(arrived) : this.stack.answer(arrived);
    if (!fault) return send(response, answer);
    if (fault.isCut) return cut(response, answer);
    send(response, { status: fault.status ?? 500, headers: fault.headers ?? {}, body: fault.body ?? '{}' });
  }

  #faultFor(address: string): Fault | undefined {
    const fault = this.#faults.find(({ path, times }) => times > 0 && path.test(address));
    if (!fault) return undefined;
    this.#faults = this.#faults.map((one) => (one === fault ? { ...one, times: one.times - 1 } : one));
    return fault;
  }
}

const send = (response: ServerResponse, { status, headers = {}, body = '' }: Answer): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

const cut = (response: ServerResponse, { status, headers = {}, body = '' }: Answer): void => {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length + 10 });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
};
