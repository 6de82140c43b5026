import type { AddressInfo } from 'node:net';
import { Secret, type SignInMethod } from '@agnes/sdk';
import { addressGuard } from '@agnes/sdk/extract';
import type { ExecutionContext } from 'ava';
import { jsonReader } from '../../../host/app/read-json.ts';
import { bind } from '../../../host/http/operation.ts';
import { createHttpServer } from '../../../host/http/server.ts';
import type { Identity } from '../../../host/identity/identity.ts';
import { identityOperations } from '../../../host/identity/operations.ts';
import { type ConnectionLimits, checkedAgents } from '../../../host/kernel/checked-agents.ts';
import { redirectOperations } from '../../../host/web/sign-in/redirect-operations.ts';
import { Browser } from '../../support/browser.ts';
import { startedIdentity } from './started-identity.ts';

/** The public origin of hosts in these tests; only their browsers know where that is. */
export const publicOrigin = 'http://agnes.test';
/** What the client and the provider share. */
export const clientSecret = 'the secret of the client';

const inside = ['127.0.0.1'];

interface Options {
  readonly limits?: ConnectionLimits;
  readonly deps?: Partial<ConstructorParameters<typeof Identity>[0]>;
}

/** Identity with these methods, served, on the clock of the machine plus what the test adds; providers are on this machine. */
export const startRedirecting = async (
  t: ExecutionContext,
  methods: readonly SignInMethod[],
  { limits, deps }: Options = {},
) => {
  const ahead = { ms: 0 };
  const now = () => Date.now() + ahead.ms;
  const started = await startedIdentity(t, {
    methods,
    deps: {
      now,
      origin: publicOrigin,
      secret: () => new Secret(clientSecret),
      agents: checkedAgents(addressGuard(inside), limits),
      readJson: jsonReader(inside),
      ...deps,
    },
  });
  await started.identity.provision({ resetPassword: false });
  const url = await served(t, { identity: started.identity, now });
  return { ...started, ahead, browser: () => new Browser({ [publicOrigin]: url }) };
};

const served = async (
  t: ExecutionContext,
  { identity, now }: { identity: Identity; now: () => number },
): Promise<string> => {
  const server = createHttpServer({
    operations: bind([...redirectOperations, ...identityOperations], { identity, origin: publicOrigin }),
    origin: publicOrigin,
    trustedProxies: [],
    now,
    onFailure: ({ error }) => t.log(error),
    resolve: (presented) => identity.resolve(presented),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
