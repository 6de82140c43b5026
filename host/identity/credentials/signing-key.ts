import { join } from 'node:path';
import { keptKey } from '../../store/kept-key.ts';
import { secretTooShort } from '../errors.ts';

/** Where a signing key comes from: the environment, else a file in `folder` that is made when missing. */
export interface KeySource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The state folder. */
  readonly folder: string;
}

/** The key that signs sessions and access tokens. Throws rather than use one that could be guessed. */
export const signingKey = async ({ env, folder }: KeySource): Promise<Uint8Array> => {
  const given = env['JWT_SECRET_KEY'];
  const path = join(folder, 'jwt-secret');
  const key = given || (await keptKey(path));
  checkKey(given ? 'JWT_SECRET_KEY' : 'state/jwt-secret', key);
  return new TextEncoder().encode(key);
};

// Words that only samples hold; a random key in hex or base64 does not.
const sample = /change[-_ ]?(me|this|in)|your[-_ ]|placeholder|example|secret[-_ ]?key|0123456789abcdef/i;

const checkKey = (name: string, key: string): void => {
  if (key.length < 32) throw secretTooShort({ name, reason: `it has ${key.length} characters, not 32` });
  if (sample.test(key)) throw secretTooShort({ name, reason: 'it is a sample' });
  if (new Set(key).size < 8) throw secretTooShort({ name, reason: 'it repeats a few characters' });
};
