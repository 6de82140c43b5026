import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** What the host answered, before the proxy hands it on. */
export interface Passing {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Does to a download what networks and servers do; what it is given is the true answer. */
export interface Fault {
  /** Changes the request before the host sees it. */
  readonly asked?: (headers: Headers) => void;
  readonly answered?: (passing: Passing, response: ServerResponse) => unknown;
}

/** A proxy between a client and a host. */
export interface FaultyProxy {
  readonly url: string;
  /** Where the host is now. */
  target: string;
  /** What happens to downloads; to each that comes while it is set. */
  fault: Fault;
  /** Ranges that downloads asked for. */
  readonly ranges: (string | undefined)[];
}

/** Hands an answer on as it is. */
export const pass = ({ status, headers, body }: Passing, response: ServerResponse): void => {
  response.writeHead(status, headers).end(body);
};

/** Sends a part of an answer and resolves when the client's side has taken it. */
export const passPart = (passing: Passing, response: ServerResponse, bytes: number): Promise<void> =>
  new Promise((resolve) => {
    response.writeHead(passing.status, passing.headers);
    response.write(passing.body.subarray(0, bytes), () => resolve());
  });

/** Starts a proxy that is stopped with the test. */
export const startProxy = async (t: ExecutionContext, target: string): Promise<FaultyProxy> => {
  const server = createServer((request, response) => {
    handle(request, response, proxy).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: FaultyProxy = { url, target, fault: {}, ranges: [] };
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return proxy;
};

const handle = async (
  request: IncomingMessage,
  response: ServerResponse,
  proxy: FaultyProxy,
): Promise<void> => {
  const isDownload = request.url?.startsWith('/api/data/') === true;
  const { asked, answered = pass } = isDownload ? proxy.fault : {};
  if (isDownload) proxy.ranges.push(request.headers.range);
  const headers = headersOf(request);
  asked?.(headers);
  const method = request.method ?? 'GET';
  const answer = await fetch(proxy.target + request.url, { method, headers, redirect: 'manual' });
  const body = Buffer.from(await answer.arrayBuffer());
  const sent = { ...Object.fromEntries(answer.headers), 'content-length': String(body.length) };
  const { 'transfer-encoding': _chunks, connection: _connection, ...rest } = sent as Record<string, string>;
  await answered({ status: answer.status, headers: rest, body }, response);
};

const headersOf = ({ headers }: IncomingMessage): Headers => {
  const { host: _host, connection: _connection, ...rest } = headers;
  const asked = new Headers(rest as Record<string, string>);
  asked.set('accept-encoding', 'identity');
  return asked;
};
