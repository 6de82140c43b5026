import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { bind } from '../../../host/http/operation.ts';
import { createHttpServer } from '../../../host/http/server.ts';
import { accountOperations } from '../../../host/identity/account-operations.ts';
import { identityOperations } from '../../../host/identity/operations.ts';
import { signInOperations } from '../../../host/identity/sign-in/operations.ts';
import { type Plugins, type Started, startedIdentity, withAdmin } from './started-identity.ts';

/** Serves the operations of identity, with their real credentials, on a free port. */
export const serve = async (t: ExecutionContext, { identity, now }: Started): Promise<string> => {
  const server = createHttpServer({
    operations: bind([...signInOperations, ...identityOperations, ...accountOperations], { identity }),
    origin: 'http://localhost:8000',
    trustedProxies: [],
    now,
    onFailure: ({ error }) => t.log(error),
    resolve: (presented) => identity.resolve(presented),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A served instance with an administrator, and `call` to send JSON to it with a token. */
export const servedAdmin = async (t: ExecutionContext, plugins: Plugins = {}) => {
  const started = await withAdmin(await startedIdentity(t, plugins));
  const url = await serve(t, started);
  const call = (route: string, { token = started.token, body }: Call = {}) => {
    const [method = '', path] = route.split(' ');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return fetch(`${url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  return { ...started, url, call };
};

interface Call {
  readonly token?: string;
  readonly body?: unknown;
}
