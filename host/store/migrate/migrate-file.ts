import { access, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { syncFile, syncFolder } from '../durable-file.ts';
import { stateUnreadable } from '../errors.ts';
import { appliedIn } from './applied-in.ts';
import { applySteps, type Ladder } from './apply-steps.ts';
import { copyDatabase } from './copy-database.ts';
import type { Migration } from './migration.ts';
import { pendingSteps } from './pending-steps.ts';
import { keepSnapshot, pruneSnapshots } from './snapshots.ts';

/** The folder to bring up to date and the steps this host knows. */
export interface MigrationPlan {
  readonly folder: string;
  readonly now: () => number;
  readonly hostVersion: string;
  readonly migrations: readonly Migration[];
}

/**
 * Brings `system.duckdb` to the newest version: on a copy, which then takes its place by one rename.
 *
 * Killed at any moment, the file is wholly of the old version or wholly of the new one.
 */
export const migrateFile = async (plan: MigrationPlan): Promise<void> => {
  const { folder, migrations } = plan;
  const path = join(folder, 'system.duckdb');
  const next = join(folder, 'system.next.duckdb');
  await removeLeftovers(folder);
  const applied = await appliedIn(path);
  const steps = await pendingSteps(path, applied, migrations);
  if (steps.length === 0) return;
  const move = { folder, path, next, old: applied.at(-1)?.version };
  try {
    await build(move, { ...plan, path: next, steps });
  } catch (cause) {
    await removeLeftovers(folder);
    throw cause;
  }
  await swapIn(move);
  await pruneSnapshots(folder);
};

interface Move {
  readonly folder: string;
  readonly path: string;
  readonly next: string;
  /** Version of the file there is, if there is one. */
  readonly old: number | undefined;
}

const build = async ({ folder, path, next, old }: Move, ladder: Ladder): Promise<void> => {
  if (old !== undefined) await copyDatabase(path, next);
  crashPoint('migrate.begun');
  await applySteps(ladder);
  crashPoint('migrate.closed');
  await syncFile(next);
  await syncFolder(folder);
  crashPoint('migrate.synced');
};

const swapIn = async ({ folder, path, next, old }: Move): Promise<void> => {
  if (old !== undefined) await keepSnapshot(folder, path, old);
  await refuseLogs(path, `${path}.wal`, `${next}.wal`);
  await rename(next, path);
  crashPoint('migrate.renamed');
  await syncFolder(folder);
  crashPoint('migrate.done');
};

const removeLeftovers = async (folder: string): Promise<void> => {
  const names = await readdir(folder);
  for (const name of names.filter((candidate) => candidate.startsWith('system.next.duckdb'))) {
    await rm(join(folder, name), { recursive: true });
  }
};

/** A log left by one file would be replayed into whatever file comes to stand in its place. */
const refuseLogs = async (path: string, ...logs: readonly string[]): Promise<void> => {
  for (const log of logs) {
    if (await exists(log)) throw stateUnreadable({ path, reason: `the log ${log} belongs to no file` });
  }
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
