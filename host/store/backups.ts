import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { renameDurably, syncFile } from './durable-file.ts';
import { sweepOldDrafts } from './exchange/drafts.ts';
import type { OwnStore } from './system-store.ts';

/** What backups need. */
interface BackupsDeps {
  readonly store: Pick<OwnStore, 'copyTo'>;
  /** `DATA_DIR/state`. */
  readonly folder: string;
  readonly now: () => number;
}

/** A copy that was read back. */
export interface Backup {
  readonly file: string;
  readonly bytes: number;
  /** Backups there are now. */
  readonly kept: number;
}

/** Backups that are kept; older ones go. */
const most = 24;
const form = /^system\.\d{8}T\d{6}Z\.duckdb$/;

/** Copies the system database beside it. A copy counts once it was read back; until then it has another name. */
export const takeBackup = async ({ store, folder, now }: BackupsDeps): Promise<Backup> => {
  const backups = join(folder, 'backups');
  await mkdir(backups, { recursive: true, mode: 0o700 });
  await sweepDrafts(backups);
  await sweepOldDrafts(folder, now());
  const file = `system.${stamp(now())}.duckdb`;
  const draft = join(backups, `${file}.tmp`);
  try {
    await store.copyTo(draft);
    await syncFile(draft);
    await renameDurably(draft, join(backups, file));
  } finally {
    await rm(draft, { force: true });
    await rm(`${draft}.wal`, { force: true });
  }
  const { size } = await stat(join(backups, file));
  return { file, bytes: size, kept: await prune(backups) };
};

// Left by a host that was killed meanwhile.
const sweepDrafts = async (folder: string): Promise<void> => {
  const drafts = (await readdir(folder)).filter((name) => /\.tmp(\.wal)?$/.test(name));
  for (const name of drafts) await rm(join(folder, name), { force: true });
};

const prune = async (folder: string): Promise<number> => {
  const names = (await readdir(folder)).filter((name) => form.test(name)).sort();
  for (const name of names.slice(0, -most)) await rm(join(folder, name), { force: true });
  return Math.min(names.length, most);
};

const stamp = (now: number): string =>
  new Date(now)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
