import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { missingCredentials } from '../../host/http/errors.ts';
import type { Principal } from '../../host/http/principal.ts';
import { createHttpServer, type ServerDeps } from '../../host/http/server.ts';

/** Principals that a test server knows, by bearer token. */
export type People = Readonly<Record<string, Principal>>;

/** What a server serves, to whom, and its guards where a test wants others than those of `http://localhost:8000`. */
export type Guarded = Pick<ServerDeps, 'operations'> &
  Partial<Omit<ServerDeps, 'resolve' | 'onFailure'>> & { readonly people?: People };

/** A server on a free port. */
export const guardedServer = async (
  t: ExecutionContext,
  { people = {}, ...deps }: Guarded,
): Promise<{ readonly server: Server; readonly url: string }> => {
  const server = createHttpServer({
    origin: 'http://localhost:8000',
    trustedProxies: [],
    now: Date.now,
    ...deps,
    onFailure: ({ error }) => t.log(error),
    resolve: async ({ bearer, cookie }) => {
      const found = people[bearer ?? cookie ?? ''];
      if (!found) throw missingCredentials({});
      return found;
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  // Bound to an address and a port, never to a pipe.
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};
