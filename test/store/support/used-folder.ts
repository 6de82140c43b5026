import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Migration } from '../../../host/store/migrate/migration.ts';
import { migrations } from '../../../host/store/migrations.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { storeOptions } from './opened-store.ts';
import { sampleUser } from './sample-user.ts';

/** A folder whose store was opened, given a user and closed. */
export const usedFolder = async (
  t: ExecutionContext,
  steps: readonly Migration[] = migrations,
): Promise<string> => {
  const folder = await tempFolder(t);
  await using store = await openSystemStore({ ...storeOptions(folder), migrations: steps });
  await store.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());
  return folder;
};

/** Hash of the database and of its log, by file name. */
export const bytesOf = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const state = join(folder, 'state');
  const names = (await readdir(state)).filter((name) => name.startsWith('system.duckdb')).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(state, name))));
  const hashes = contents.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  return Object.fromEntries(names.map((name, index) => [name, hashes[index] ?? '']));
};
