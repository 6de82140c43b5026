import type { OidcClient } from '@agnes/sdk';
import grant from 'grant';
import type { RequestAgents } from '../kernel/checked-agents.ts';
import { handshakeFailed } from './sign-in/errors.ts';

/** What has to be remembered between leaving and coming back: state, nonce and the PKCE verifier. */
export type HandshakeState = Readonly<Record<string, unknown>>;

/** A client of an identity provider with its secret, and where the provider sends the browser back to. */
export interface OauthClient {
  readonly client: OidcClient;
  readonly secret: string;
  /** Exactly as registered at the provider. */
  readonly redirectUri: string;
}

/** What the provider gave for the code; nothing of it has been verified. */
export interface Tokens {
  readonly idToken: string;
  readonly accessToken?: string;
}

const key = 'provider';

/** The address to send the browser to, and what to remember until it comes back. */
export const beginHandshake = async (
  oauth: OauthClient,
  agents: RequestAgents,
): Promise<{ location: string; state: HandshakeState }> => {
  const { location, session } = await call(oauth, agents, { path: `/auth/${key}`, query: {}, session: {} });
  if (location === undefined) throw handshakeFailed({ reason: 'the provider is not configured' });
  return { location, state: session };
};

/** Exchanges the code that came back for tokens; throws when state, code or exchange are not in order. */
export const finishHandshake = async (
  oauth: OauthClient,
  agents: RequestAgents,
  came: { readonly state: HandshakeState; readonly query: Readonly<Record<string, string>> },
): Promise<Tokens> => {
  const { state, query } = came;
  if (typeof state['state'] !== 'string' || typeof state['code_verifier'] !== 'string')
    throw handshakeFailed({ reason: 'the handshake was not begun here' });
  const { answer } = await call(oauth, agents, { path: `/auth/${key}/callback`, query, session: state });
  const { id_token: idToken, access_token: accessToken, error } = answer;
  if (error !== undefined || typeof idToken !== 'string')
    throw handshakeFailed({ reason: error === undefined ? 'there was no ID token' : reasonOf(error) });
  return { idToken, ...(typeof accessToken === 'string' && { accessToken }) };
};

// What a provider says goes to the log only; it may be an object or a page.
const reasonOf = (error: unknown): string =>
  (typeof error === 'string' ? error : JSON.stringify(error)).slice(0, 300);

interface Call {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly session: HandshakeState;
}

/** Grant as it wants to be called: with a request of a framework. It is made up here, so that no route is its own. */
const call = async (oauth: OauthClient, agents: RequestAgents, { path, query, session }: Call) => {
  const { client } = oauth;
  const agent = client.tokenUrl.startsWith('https:') ? agents.https : agents.http;
  // A function in a CommonJS module: the compiler sees it one `default` further down, and so does Node.
  const handler = grant.default.koa({ config: configOf(oauth), request: { agent, timeout: 10_000 } });
  const ctx = {
    originalUrl: path,
    method: 'GET',
    request: { query },
    // Typed by the library as whatever it writes there.
    session: { grant: { ...session } as Record<string, unknown> },
    state: {} as { grant?: { response?: Record<string, unknown> } },
    location: undefined as string | undefined,
    response: {
      redirect: (location: string) => {
        ctx.location = location;
      },
    },
  };
  await handler(ctx, async () => undefined);
  return {
    location: ctx.location,
    session: ctx.session.grant,
    answer: ctx.state.grant?.response ?? ctx.session.grant,
  };
};

/** State, nonce and PKCE are off in the library unless asked for; nothing may be overridden from outside. */
const configOf = ({ client, secret, redirectUri }: OauthClient) => ({
  defaults: { origin: new URL(redirectUri).origin, prefix: '/auth', transport: 'state' },
  [key]: {
    oauth: 2,
    authorize_url: client.authorizeUrl,
    access_url: client.tokenUrl,
    redirect_uri: redirectUri,
    client_id: client.clientId,
    client_secret: secret,
    scope: [...client.scopes],
    scope_delimiter: ' ',
    state: true,
    nonce: true,
    pkce: true,
    dynamic: false,
    response: ['tokens', 'raw'],
    ...(client.tokenAuth === 'basic' && { token_endpoint_auth_method: 'client_secret_basic' }),
    ...(client.parameters && { custom_params: { ...client.parameters } }),
  },
});
