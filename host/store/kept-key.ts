import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './durable-file.ts';
import { newId } from './new-id.ts';

/** The key that a file holds: 64 hex digits, made when it is missing. All who ask at the same time get the same one. */
export const keptKey = async (path: string): Promise<string> => {
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
  const folder = dirname(path);
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
