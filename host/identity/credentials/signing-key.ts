import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../store/durable-file.ts';
import { newId } from '../../store/new-id.ts';
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

const keptKey = async (path: string): Promise<string> => {
  const kept = await readFile(path, 'utf8').catch(ignoreMissing);
  if (kept !== undefined) return kept.trim();
  await makeKey(path);
  return (await readFile(path, 'utf8')).trim();
};

const ignoreMissing = (cause: unknown): undefined => {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
};

/** Written aside and linked into place: the name appears once, with all bytes, or not at all. */
const makeKey = async (path: string): Promise<void> => {
  const folder = join(path, '..');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${newId()}`;
  try {
    await writeSynced(draft, randomBytes(32).toString('hex'));
    await link(draft, path).catch(ignoreExisting);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(folder);
};

const writeSynced = async (path: string, text: string): Promise<void> => {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
};

const ignoreExisting = (cause: unknown): void => {
  if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
};

// Words that only samples hold; a random key in hex or base64 does not.
const sample = /change[-_ ]?(me|this|in)|your[-_ ]|placeholder|example|secret[-_ ]?key|0123456789abcdef/i;

const checkKey = (name: string, key: string): void => {
  if (key.length < 32) throw secretTooShort({ name, reason: `it has ${key.length} characters, not 32` });
  if (sample.test(key)) throw secretTooShort({ name, reason: 'it is a sample' });
  if (new Set(key).size < 8) throw secretTooShort({ name, reason: 'it repeats a few characters' });
};
