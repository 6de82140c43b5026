import { createSign } from 'node:crypto';
import { authFailed } from './errors.ts';
import { type Grant, grantIn, record } from './grant.ts';
import type { TokenContext } from './token-context.ts';

const scope = 'https://www.googleapis.com/auth/cloud-platform';
const defaultTokenUrl = 'https://oauth2.googleapis.com/token';
const lifeSeconds = 3600;
const timeoutMs = 10_000;

/** A token for the key that the settings name: Application Default Credentials, held as a secret instead of a file. */
export const tokenForKey = async (context: TokenContext): Promise<Grant> => {
  const { config, http, now } = context;
  const { token_url: url = defaultTokenUrl } = config;
  const asked = requestFor(keyOf(context), { url, at: Math.floor(now() / 1000) });
  const answer = await http.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(asked).toString(),
    timeoutMs,
  });
  return grantIn(answer, now());
};

const keyOf = ({ config, secrets }: TokenContext): Readonly<Record<string, unknown>> => {
  const name = config.credentials_env;
  if (name === undefined) throw authFailed({ reason: '`credentials_env` names no secret' });
  const secret = secrets?.['credentials_env'];
  if (!secret) throw authFailed({ reason: `there is no secret "${name}"` });
  const key = record(secret.reveal());
  if (typeof key['type'] === 'string') return key;
  throw authFailed({ reason: `the secret "${name}" is not the text of a key file; a path is no key` });
};

interface Asking {
  readonly url: string;
  /** Seconds UTC. */
  readonly at: number;
}

const requestFor = (key: Readonly<Record<string, unknown>>, asking: Asking): Record<string, string> => {
  if (key['type'] === 'service_account') {
    const assertion = signedFor(key, asking);
    return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  }
  if (key['type'] !== 'authorized_user') {
    throw authFailed({ reason: `keys of the type "${key['type']}" are not read here` });
  }
  return {
    grant_type: 'refresh_token',
    client_id: textIn(key, 'client_id'),
    client_secret: textIn(key, 'client_secret'),
    refresh_token: textIn(key, 'refresh_token'),
  };
};

const signedFor = (key: Readonly<Record<string, unknown>>, { url, at }: Asking): string => {
  const header = { alg: 'RS256', typ: 'JWT', kid: key['private_key_id'] };
  const claims = { iss: textIn(key, 'client_email'), scope, aud: url, iat: at, exp: at + lifeSeconds };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const text = signed.join('.');
  try {
    const signature = createSign('RSA-SHA256').update(text).sign(textIn(key, 'private_key'), 'base64url');
    return `${text}.${signature}`;
  } catch (cause) {
    // What OpenSSL says is for nobody who reads it, and may quote the key.
    throw authFailed({ reason: 'the private key of the key file cannot sign' }, { cause });
  }
};

const textIn = (key: Readonly<Record<string, unknown>>, name: string): string => {
  const value = key[name];
  if (typeof value === 'string' && value !== '') return value;
  throw authFailed({ reason: `the key file has no ${name}` });
};
