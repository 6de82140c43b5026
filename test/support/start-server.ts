import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { missingCredentials } from '../../host/http/errors.ts';
import type { AnyOperation } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import { createHttpServer } from '../../host/http/server.ts';

/** Principals that a test server knows, by bearer token. */
export type People = Readonly<Record<string, Principal>>;

/** Serves operations on a free port; resolves to the origin. */
export const startServer = async (
  t: ExecutionContext,
  operations: readonly AnyOperation[],
  people: People = {},
): Promise<string> => {
  const server = createHttpServer({
    operations,
    origin: 'http://localhost:8000',
    trustedProxies: [],
    now: () => 0,
    onFailure: ({ error }) => t.log(error),
    resolve: async ({ bearer, cookie }) => {
      const found = people[bearer ?? cookie ?? ''];
      if (!found) throw missingCredentials({});
      return found;
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
