import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cannotListen } from './errors.ts';

/** A server that accepts connections, and its address. */
export interface Listening extends AsyncDisposable {
  readonly url: string;
}

const graceMs = 10_000;

/** Listens, and closes in order: no new connection, idle ones cut, the others have ten seconds. */
export const listen = async (
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen({ host, port, reason: reasonOf(cause) }, { cause })));
    server.listen(port, host, resolve);
  });
  // Bound to an address and a port, never to a pipe.
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    [Symbol.asyncDispose]: () => closed(server),
  };
};

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has it',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine has no such address',
};

const reasonOf = ({ code = '' }: NodeJS.ErrnoException): string => reasons[code] ?? code;

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
