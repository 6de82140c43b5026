import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncFile } from '../durable-file.ts';
import { appliedIn } from '../migrate/applied-in.ts';
import type { Migration } from '../migrate/migration.ts';
import { pendingSteps } from '../migrate/pending-steps.ts';
import { importRefused, restorePointMissing } from './errors.ts';

/** Where the state can go back to. */
export interface RestorePoints {
  /** Versions of the schema whose file was kept when it was left, oldest first. */
  readonly versions: readonly number[];
  /** Times of the hourly backups, oldest first. */
  readonly backups: readonly string[];
}

/** Which of them. */
export type RestorePoint = { readonly version: number } | { readonly backup: string };

/** Lists what is kept in a folder. */
export const restorePointsIn = async (folder: string): Promise<RestorePoints> => {
  const versions = await namesIn(join(folder, 'snapshots'), /^system\.v(\d+)\.duckdb$/);
  const backups = await namesIn(join(folder, 'backups'), /^system\.(\d{8}T\d{6}Z)\.duckdb$/);
  return { versions: versions.map(Number).toSorted((a, b) => a - b), backups: backups.toSorted() };
};

const namesIn = async (folder: string, form: RegExp): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => form.exec(name)?.[1] ?? []);
};

/** Checks what is kept, and copies it to where it can take the place of the state. Answers its version. */
export const copyRestorePoint = async (
  folder: string,
  point: RestorePoint,
  { to, migrations }: { readonly to: string; readonly migrations: readonly Migration[] },
): Promise<number> => {
  const path = await pathOf(folder, point);
  await checkHash(path);
  await rm(to, { force: true });
  await copyFile(path, to);
  await syncFile(to);
  const applied = await appliedIn(to);
  await pendingSteps(to, applied, migrations);
  return applied.at(-1)?.version ?? 0;
};

const pathOf = async (folder: string, point: RestorePoint): Promise<string> => {
  const { versions, backups } = await restorePointsIn(folder);
  if ('version' in point) {
    const there = versions.map((version) => `version ${version}`);
    if (!versions.includes(point.version)) {
      throw restorePointMissing({ name: `snapshot of version ${point.version}`, there });
    }
    return join(folder, 'snapshots', `system.v${point.version}.duckdb`);
  }
  const time = point.backup === 'latest' ? backups.at(-1) : backups.find((one) => one === point.backup);
  if (time === undefined) throw restorePointMissing({ name: `backup of ${point.backup}`, there: backups });
  return join(folder, 'backups', `system.${time}.duckdb`);
};

/** Snapshots have their hash beside them; backups were read back when they were made. */
const checkHash = async (path: string): Promise<void> => {
  const text = await readFile(`${path}.sha256`, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (text.startsWith(hash.digest('hex'))) return;
  throw importRefused({ path, reason: `its bytes are not those of ${basename(path)}.sha256` });
};
