import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** What an ID token may be signed with. */
export interface Keys {
  readonly published: CryptoKey;
  readonly unknown: CryptoKey;
  readonly publicJwk: JWK;
}

/** How the provider differs from a good one; every part is good until it is replaced. */
export interface Behaviour {
  /** The discovery document. */
  readonly document: (good: Record<string, unknown>) => object;
  /** What the browser brings back. */
  readonly answer: (good: URLSearchParams) => void;
  readonly claims: (good: JWTPayload) => JWTPayload;
  readonly sign: (claims: JWTPayload, keys: Keys) => Promise<string>;
  /** What the token endpoint says. */
  readonly tokens: (response: ServerResponse, good: object) => void;
}

/** A provider that can be told to be bad. Its people need no login. */
export interface HostileProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Requests to its endpoints so far, by path. */
  readonly asked: { readonly path: string; readonly form: URLSearchParams }[];
  behave(behaviour: Partial<Behaviour>): void;
}

interface Pending {
  readonly challenge: string | null;
  readonly nonce: string | null;
}

const good: Behaviour = {
  document: (document) => document,
  answer: () => undefined,
  claims: (claims) => claims,
  sign: (claims, { published }) => signed(claims, published),
  tokens: (response, body) => json(response, 200, body),
};

/** An ID token signed with RS256. */
export const signed = (claims: JWTPayload, key: CryptoKey): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key);

// They take long to make and never change.
const [own, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];

/** Starts it. */
export const startHostileProvider = async (t: ExecutionContext): Promise<HostileProvider> => {
  const publicJwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const keys = { published: own.privateKey, unknown: other.privateKey, publicJwk };
  const state: State = { keys, behaviour: good, pending: new Map(), asked: [], issuer: '' };
  const server = createServer((request, response) => void serve(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  state.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer: state.issuer,
    clientId: 'agnes',
    asked: state.asked,
    behave: (behaviour) => {
      state.behaviour = { ...good, ...behaviour };
    },
  };
};

interface State {
  readonly keys: Keys;
  readonly pending: Map<string, Pending>;
  readonly asked: { readonly path: string; readonly form: URLSearchParams }[];
  behaviour: Behaviour;
  issuer: string;
}

const serve = async (state: State, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '', state.issuer);
  const body = await text(request);
  const form = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
  state.asked.push({ path: url.pathname, form });
  const { behaviour, keys } = state;
  const endpoints: Readonly<Record<string, () => unknown>> = {
    '/.well-known/openid-configuration': () => json(response, 200, behaviour.document(documentOf(state))),
    '/jwks': () => json(response, 200, { keys: [keys.publicJwk] }),
    '/authorize': () => sendBack(state, form, response),
    '/token': () => giveTokens(state, form, response),
  };
  await (endpoints[url.pathname] ?? (() => response.writeHead(404).end()))();
};

const documentOf = ({ issuer }: State) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
  authorization_response_iss_parameter_supported: true,
});

const sendBack = (
  { behaviour, pending, issuer }: State,
  asked: URLSearchParams,
  response: ServerResponse,
) => {
  const code = randomUUID();
  pending.set(code, { challenge: asked.get('code_challenge'), nonce: asked.get('nonce') });
  const back = new URL(asked.get('redirect_uri') ?? '');
  const answer = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer });
  behaviour.answer(answer);
  back.search = answer.toString();
  response.writeHead(302, { location: back.href }).end();
};

const giveTokens = async (state: State, form: URLSearchParams, response: ServerResponse): Promise<void> => {
  const { behaviour, pending, keys } = state;
  const code = form.get('code') ?? '';
  const known = pending.get(code);
  pending.delete(code);
  const verifier = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (!known || known.challenge !== verifier) return json(response, 400, { error: 'invalid_grant' });
  const claims = behaviour.claims(claimsOf(state, known.nonce ?? ''));
  const idToken = await behaviour.sign(claims, keys);
  behaviour.tokens(response, { access_token: 'opaque', token_type: 'Bearer', id_token: idToken });
};

const claimsOf = ({ issuer }: State, nonce: string): JWTPayload => {
  const now = Math.floor(Date.now() / 1000);
  const person = { sub: 'u1', email: 'ada@example.com', email_verified: true, name: 'Ada' };
  return { iss: issuer, aud: 'agnes', iat: now, exp: now + 300, nonce, ...person };
};

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
