import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A stack that knows one token and writes down who asked for what. */
export const startKeboola = async (t: ExecutionContext, token: string) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${tokenOf(request)}`);
    if (request.url !== '/v2/storage/tokens/verify') return void response.writeHead(404).end();
    if (tokenOf(request) === 'redirect') {
      return void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    }
    const isKnown = tokenOf(request) === token;
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    // As careless servers do: what was sent comes back.
    response.end(JSON.stringify({ token: tokenOf(request), isKnown }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  // Bound to an address and a port, never to a pipe.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
};

const tokenOf = ({ headers }: IncomingMessage): string => String(headers['x-storageapi-token'] ?? '');
