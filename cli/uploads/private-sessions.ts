import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { objectOf, readJson } from '../json/values.ts';
import { privateUnreadable } from './errors.ts';

const pathOf = (workspace: string): string => join(workspace, '.agnes', 'private_sessions.json');

/** Ids of the sessions that stay on this machine. A file that cannot be read is an error, never "none". */
export const privateSessions = async (workspace: string): Promise<ReadonlySet<string>> => {
  const path = pathOf(workspace);
  const text = await readFile(path, 'utf8').catch(ignoreMissing);
  if (text === undefined) return new Set();
  const ids = objectOf(readJson(text))['private'];
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) throw privateUnreadable({ path });
  return new Set(ids);
};

/** Replaces the list as a whole. */
export const keepPrivate = async (
  workspace: string,
  ids: ReadonlySet<string>,
  pid: number,
): Promise<void> => {
  const path = pathOf(workspace);
  await mkdir(dirname(path), { recursive: true });
  const text = JSON.stringify({ private: [...ids].toSorted() }, undefined, 1);
  await writeDurably(path, `${text}\n`, { mode: 0o600, pid });
};
