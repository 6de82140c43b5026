import { join } from 'node:path';
import { keptKey } from '../../store/kept-key.ts';
import { secretsEqual, secretTooShort } from '../errors.ts';

/** Where a signing key comes from: the environment, else a file in `folder` that is made when missing. */
export interface KeySource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The state folder. */
  readonly folder: string;
}

/** Three keys, so that nothing made for one purpose is ever good for another. */
export interface HostKeys {
  /** Signs sessions and personal access tokens. */
  readonly session: Uint8Array;
  /** Signs what a browser carries before it is signed in. */
  readonly preLogin: Uint8Array;
  /** Signs what the desktop application carries. */
  readonly desktop: Uint8Array;
}

/** Throws rather than use a key that could be guessed, or one for two purposes. */
export const hostKeys = async (source: KeySource): Promise<HostKeys> => {
  const session = await keyOf(source, 'JWT_SECRET_KEY', 'jwt-secret');
  const preLogin = await keyOf(source, 'SESSION_SECRET', 'session-secret');
  const desktop = await keyOf(source, 'DESKTOP_JWT_SECRET', 'desktop-secret');
  checkDistinct([session, preLogin, desktop]);
  return { session: bytesOf(session), preLogin: bytesOf(preLogin), desktop: bytesOf(desktop) };
};

interface NamedKey {
  /** The variable or the file it comes from. */
  readonly name: string;
  readonly key: string;
}

const bytesOf = ({ key }: NamedKey): Uint8Array => new TextEncoder().encode(key);

const keyOf = async ({ env, folder }: KeySource, variable: string, file: string): Promise<NamedKey> => {
  const given = env[variable];
  const named = given
    ? { name: variable, key: given }
    : { name: `state/${file}`, key: await keptKey(join(folder, file)) };
  checkKey(named);
  return named;
};

const checkDistinct = (keys: readonly NamedKey[]): void => {
  const seen = new Map<string, string>();
  for (const { name, key } of keys) {
    const other = seen.get(key);
    if (other !== undefined) throw secretsEqual({ name, other });
    seen.set(key, name);
  }
};

// Words that only samples hold; a random key in hex or base64 does not.
const sample =
  /change[-_ ]?(me|this|in|it)|replace[-_ ]?(me|this|with)|your[-_ ]|placeholder|example|insecure|secret[-_ ]?key|super[-_ ]?secret|at[-_ ]least[-_ ]|development|default[-_ ]|password|0123456789|1234567890|abcdefghij/i;

const checkKey = ({ name, key }: NamedKey): void => {
  if (key.length < 32) throw secretTooShort({ name, reason: `it has ${key.length} characters, not 32` });
  if (sample.test(key)) throw secretTooShort({ name, reason: 'it is a sample' });
  if (new Set(key).size < 8) throw secretTooShort({ name, reason: 'it repeats a few characters' });
};
