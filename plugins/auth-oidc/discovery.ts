import { ConfigError, type Http, type OidcClient, UpstreamError } from '@agnes/sdk';
import type { Instance } from './settings.ts';

interface Source {
  readonly instance: Instance;
  readonly http: Pick<Http, 'fetch'>;
  readonly now: () => number;
}

const lifeMs = 60 * 60 * 1000;
const known = ['RS256', 'PS256', 'ES256'] as const;

/** The client at one provider, as its discovery document describes it. The document is read once an hour. */
export const discovery = ({ instance, http, now }: Source): (() => Promise<OidcClient>) => {
  let held: { readonly client: Promise<OidcClient>; readonly since: number } | undefined;
  return () => {
    if (held && now() - held.since < lifeMs) return held.client;
    const reading = { client: read(http, instance), since: now() };
    held = reading;
    // A failed reading is not kept: the next sign-in tries again.
    reading.client.catch(() => {
      if (held === reading) held = undefined;
    });
    return reading.client;
  };
};

const read = async (http: Source['http'], instance: Instance): Promise<OidcClient> => {
  const url = `${instance.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, text } = await http.fetch(url, { timeoutMs: 8000 });
  if (status !== 200) throw UpstreamError({ reason: `${url} answered ${status}.`, status });
  return clientOf(documentIn(text, url), instance);
};

type Document = Readonly<Record<string, unknown>>;

const clientOf = (document: Document, instance: Instance): OidcClient => {
  // Whoever can answer here must not speak for another issuer.
  if (document['issuer'] !== instance.issuer)
    throw ConfigError({
      reason: `The provider calls itself "${String(document['issuer'])}", not "${instance.issuer}".`,
    });
  return {
    issuer: instance.issuer,
    authorizeUrl: withoutQuery(endpoint(document, 'authorization_endpoint', instance)),
    tokenUrl: endpoint(document, 'token_endpoint', instance),
    jwksUrl: endpoint(document, 'jwks_uri', instance),
    clientId: instance.client_id,
    clientSecret: instance.client_secret_env,
    scopes: instance.scopes,
    algorithms: algorithmsOf(document),
    tokenAuth: tokenAuthOf(document),
    issuerInAnswer: document['authorization_response_iss_parameter_supported'] === true,
  };
};

/** An endpoint of the provider. The document must not lead the host, or people, to where nobody meant to go. */
const endpoint = (document: Document, name: string, { issuer, endpoint_hosts }: Instance): string => {
  const url = URL.parse(String(document[name]));
  if (!url) throw ConfigError({ reason: `The discovery document names no ${name}.` });
  const own = new URL(issuer);
  if (url.host !== own.host && !endpoint_hosts.includes(url.host))
    throw ConfigError({
      reason: `The ${name} is at ${url.host}, not at ${own.host}; if that is right, add it to endpoint_hosts.`,
    });
  // A provider inside the network that is approved for plain http stays so as a whole.
  if (url.protocol !== 'https:' && url.origin !== own.origin)
    throw ConfigError({ reason: `The ${name} is not https.` });
  return url.href;
};

// The host appends what it sends the browser with.
const withoutQuery = (url: string): string => {
  if (url.includes('?')) throw ConfigError({ reason: 'The authorization_endpoint has a query of its own.' });
  return url;
};

const algorithmsOf = (document: Document): OidcClient['algorithms'] => {
  const offered = document['id_token_signing_alg_values_supported'];
  const shared = known.filter((name) => Array.isArray(offered) && offered.includes(name));
  if (shared.length === 0)
    throw ConfigError({ reason: `The provider signs with none of ${known.join(', ')}.` });
  return shared;
};

const tokenAuthOf = (document: Document): OidcClient['tokenAuth'] => {
  // What the standard says where the document says nothing.
  const offered = document['token_endpoint_auth_methods_supported'] ?? ['client_secret_basic'];
  const offers = (name: string): boolean => Array.isArray(offered) && offered.includes(name);
  if (offers('client_secret_post')) return 'post';
  if (offers('client_secret_basic')) return 'basic';
  throw ConfigError({
    reason: 'The provider takes a client secret neither in the body nor as basic credentials.',
  });
};

const documentIn = (text: string, url: string): Document => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Document;
  } catch (cause) {
    throw UpstreamError({ reason: `${url} is not JSON.` }, { cause });
  }
  throw UpstreamError({ reason: `${url} is no discovery document.` });
};
