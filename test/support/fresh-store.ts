import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checksumOf } from '../../host/store/migrate/migration.ts';
import { migrations } from '../../host/store/migrations.ts';
import { type OwnStore, openSystemStore, type SystemStoreOptions } from '../../host/store/system-store.ts';

const cache = fileURLToPath(new URL('../../node_modules/.cache/test-state', import.meta.url));

/**
 * Opens the store of a folder. Where there is none, it begins as a copy of an empty one of today's version: taking all
 * steps of the schema for each test cost as much as the test. Tests of those steps open a store themselves.
 */
export const freshStore = async (options: SystemStoreOptions): Promise<OwnStore> => {
  const path = join(options.folder, 'system.duckdb');
  if (!(await exists(path))) {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    template ??= madeOnce();
    await copyFile(await template, path);
  }
  return openSystemStore(options);
};

let template: Promise<string> | undefined;

const madeOnce = async (): Promise<string> => {
  const checksums = await Promise.all(migrations.map(checksumOf));
  const name = createHash('sha256').update(checksums.join()).digest('hex').slice(0, 16);
  const kept = join(cache, `${name}.duckdb`);
  if (await exists(kept)) return kept;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'making-'));
  const store = await openSystemStore({ folder, now: Date.now, hostVersion: '0.0.0' });
  await store[Symbol.asyncDispose]();
  // Whichever process comes last replaces the file by one that is the same.
  await rename(join(folder, 'system.duckdb'), kept);
  await rm(folder, { recursive: true });
  return kept;
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
