import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** Who is signed in at the provider; everything but `sub` goes into the ID token. */
export interface Account {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** A client as it is registered at the provider. */
export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
  /** How its ID tokens are signed. Default: RS256. */
  readonly algorithm?: 'RS256' | 'PS256' | 'ES256';
  readonly auth?: 'client_secret_basic' | 'client_secret_post';
}

/** An OpenID provider on this machine that wants PKCE and lets in whoever was chosen, without a question. */
export interface IdentityProvider {
  readonly issuer: string;
  /** From the next sign-in on. */
  chooseAccount(account: Account): void;
}

/** Starts the provider of the npm package, with one client. */
export const startIdentityProvider = async (
  t: ExecutionContext,
  client: Client,
): Promise<IdentityProvider> => {
  const chosen: { account: Account } = { account: { sub: 'nobody' } };
  const handler: { answer: (request: IncomingMessage, response: ServerResponse) => unknown } = {
    answer: () => undefined,
  };
  const server = createServer((request, response) => handler.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, await configurationOf(client, () => chosen.account));
  const callback = provider.callback();
  handler.answer = (request, response) =>
    request.url?.startsWith('/interaction/')
      ? logIn(provider, { request, response, account: chosen.account })
      : callback(request, response);
  return {
    issuer,
    chooseAccount: (account) => {
      chosen.account = account;
    },
  };
};

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly account: Account;
}

/** The login page, if there were one. */
const logIn = async (provider: Provider, { request, response, account }: Visit): Promise<void> => {
  await provider.interactionDetails(request, response);
  await provider.interactionFinished(request, response, {
    login: { accountId: account.sub, remember: false },
  });
};

const configurationOf = async (client: Client, account: () => Account) => {
  const { id, secret, redirectUri, algorithm = 'RS256', auth = 'client_secret_post' } = client;
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig', kid: 'test' };
  const scope = 'openid email profile';
  return {
    clients: [
      {
        client_id: id,
        client_secret: secret,
        redirect_uris: [redirectUri],
        id_token_signed_response_alg: algorithm,
        token_endpoint_auth_method: auth,
      },
    ],
    clientAuthMethods: [auth],
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    jwks: { keys: [jwk] },
    cookies: { keys: ['only for this test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups', 'hd'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    // What the scopes give goes into the ID token, as it does at the providers people have.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ ...account(), sub: accountId }),
    }),
    loadExistingGrant: async ({ oidc }: GrantContext) => {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session.accountId,
        clientId: oidc.client.clientId,
      });
      grant.addOIDCScope(scope);
      await grant.save();
      return grant;
    },
  };
};

interface GrantContext {
  readonly oidc: {
    readonly provider: Provider;
    readonly session: { readonly accountId: string };
    readonly client: { readonly clientId: string };
  };
}
