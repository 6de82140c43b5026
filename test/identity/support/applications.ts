import { createHash, randomBytes } from 'node:crypto';
import { type Served, signedInUser } from './people.ts';
import { intentOf, origin } from './started-identity.ts';

/** What an application holds while it waits for its person. */
export interface Waiting {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What an endpoint answered. */
export interface Told {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export const redirectUri = 'http://127.0.0.1:41001/callback';
export const resource = 'http://localhost:8000/mcp';

/** Posts a form, as applications do. */
export const form = async (served: Served, path: string, fields: Record<string, string>): Promise<Told> => {
  const body = new URLSearchParams(fields);
  const response = await fetch(`${served.url}${path}`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Told['body'] };
};

/** Registers with these addresses. */
export const register = async (served: Served, uris: unknown, name = 'Desk agent'): Promise<Told> => {
  const response = await fetch(`${served.url}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: uris }),
  });
  return { status: response.status, body: (await response.json()) as Told['body'] };
};

/** An application that has registered and made its challenge. */
export const waiting = async (served: Served): Promise<Waiting> => {
  const clientId = String((await register(served, [redirectUri])).body['client_id']);
  const verifier = randomBytes(32).toString('base64url');
  const params = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 's',
    resource,
  };
  return { clientId, redirectUri, verifier, params };
};

/** The code that it gets when somebody says yes. */
export const codeFor = async (
  { identity }: Served,
  { params }: Pick<Waiting, 'params'>,
  token: string,
): Promise<string> => {
  const { consents } = identity.accounts.applications;
  const principal = await identity.resolve({ bearer: token, ip: origin.ip });
  const asked = consents.asked(await consents.caller(params), params);
  const address = await consents.approve(asked, { state: 's', principal }, intentOf('oauth.approved'));
  return new URL(address).searchParams.get('code') ?? '';
};

/** Brings a code. */
export const exchange = (
  served: Served,
  { clientId, redirectUri: redirect_uri, verifier: code_verifier }: Waiting,
  { code, ...more }: { readonly code: string } & Record<string, string>,
): Promise<Told> => {
  const fields = { grant_type: 'authorization_code', client_id: clientId, redirect_uri, code_verifier };
  return form(served, '/oauth/token', { ...fields, code, ...more });
};

/** Brings a refresh token. */
export const renew = (
  served: Served,
  client_id: string,
  { token, ...more }: { readonly token: unknown; readonly scope?: string; readonly resource?: string },
): Promise<Told> => {
  const fields = { grant_type: 'refresh_token', client_id, refresh_token: String(token) };
  return form(served, '/oauth/token', { ...fields, ...more });
};

/** An application that somebody has connected. */
export interface Connected extends Waiting {
  readonly userId: string;
  /** The token of the session in which it was connected. */
  readonly session: string;
  readonly code: string;
  readonly access: string;
  readonly refresh: string;
}

/** Connects an application to a person of their own. */
export const connected = async (served: Served, email = 'bob@example.com'): Promise<Connected> => {
  const { id: userId, token: session } = await signedInUser(served, email);
  const agent = await waiting(served);
  const code = await codeFor(served, agent, session);
  const { body } = await exchange(served, agent, { code });
  const [access, refresh] = [String(body['access_token']), String(body['refresh_token'])];
  return { ...agent, userId, session, code, access, refresh };
};

/** Whether a token opens /mcp. */
export const opens = async ({ identity }: Served, bearer: string): Promise<string> => {
  const presented = { bearer, ip: origin.ip, resource: 'mcp' } as const;
  const principal = await identity.resolve(presented).catch((cause: { code: string }) => cause);
  return 'kind' in principal && 'userId' in principal ? principal.kind : (principal as { code: string }).code;
};
