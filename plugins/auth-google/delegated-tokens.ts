import { type Http, UpstreamError } from '@agnes/sdk';
import { jsonOf } from './json.ts';
import { metadataReader } from './metadata.ts';
import type { Settings } from './settings.ts';

/** Access tokens in the name of the subject. They are kept for as long as they are good. */
export interface DelegatedTokens {
  get(scope: string): Promise<string>;
  /** The next one is a new one. */
  forget(): void;
}

interface Deps {
  readonly http: Pick<Http, 'fetch'>;
  readonly settings: Pick<Settings, 'endpoints' | 'groups'>;
  readonly now: () => number;
}

/** A token is given up this long before its end, in milliseconds. */
const margin = 60_000;
const lifeSeconds = 3600;
const timeoutMs = 5000;

/**
 * Domain-wide delegation without a key: IAM signs the assertion in the name of the service account, and Google gives
 * an access token for it. Nothing that lasts longer than an hour is ever held.
 */
export const delegatedTokens = (deps: Deps): DelegatedTokens => {
  const held = new Map<string, Promise<Token>>();
  const begin = (scope: string): Promise<Token> => {
    const token = tokenFor(scope, deps);
    held.set(scope, token);
    // A failed one is not kept: the next to ask tries again.
    token.catch(() => held.delete(scope));
    return token;
  };
  return {
    get: async (scope) => {
      const kept = held.get(scope) ?? begin(scope);
      const { value, until } = await kept;
      if (deps.now() < until) return value;
      // Of those who find it too old at once, the first asks for all.
      if (held.get(scope) === kept) held.delete(scope);
      return (await (held.get(scope) ?? begin(scope))).value;
    },
    forget: () => held.clear(),
  };
};

interface Token {
  readonly value: string;
  /** Milliseconds UTC. */
  readonly until: number;
}

const tokenFor = async (scope: string, deps: Deps): Promise<Token> => {
  const { http, now } = deps;
  const { oauth_token } = deps.settings.endpoints;
  const assertion = await signedJwt(scope, deps);
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  const answer = await post(http, oauth_token, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(grant).toString(),
  });
  const value = textIn(answer, 'access_token', oauth_token);
  const seconds = Number(answer['expires_in'] ?? lifeSeconds);
  return { value, until: now() + seconds * 1000 - margin };
};

const signedJwt = async (scope: string, { http, settings, now }: Deps): Promise<string> => {
  const { endpoints, groups } = settings;
  const metadata = metadataReader(http, endpoints.metadata);
  const account = groups.service_account || (await metadata.email());
  const iat = Math.floor(now() / 1000);
  const payload = {
    iss: account,
    ...(groups.subject && { sub: groups.subject }),
    aud: endpoints.oauth_token,
    scope,
    iat,
    exp: iat + lifeSeconds,
  };
  const path = `/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}:signJwt`;
  const url = `${endpoints.iam_credentials}${path}`;
  const answer = await post(http, url, {
    headers: { authorization: `Bearer ${await metadata.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ payload: JSON.stringify(payload) }),
  });
  return textIn(answer, 'signedJwt', url);
};

interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const post = async (http: Deps['http'], url: string, { headers, body }: Post) => {
  const { host } = new URL(url);
  const { status, text } = await http.fetch(url, { method: 'POST', headers, body, timeoutMs });
  if (status !== 200) throw UpstreamError({ reason: refusal(host, status), status });
  return jsonOf(text, host);
};

const refusal = (host: string, status: number): string =>
  status === 400 || status === 401 || status === 403
    ? `${host} answered ${status}: the service account needs the role Service Account Token Creator on itself, and the delegation of this scope to it.`
    : `${host} answered ${status}.`;

const textIn = (answer: Readonly<Record<string, unknown>>, name: string, url: string): string => {
  const value = answer[name];
  if (typeof value === 'string' && value !== '') return value;
  throw UpstreamError({ reason: `${new URL(url).host} answers without ${name}.` });
};
