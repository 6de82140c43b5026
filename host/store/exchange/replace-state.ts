import { access, copyFile, link, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { openDatabase } from '../duckdb/database.ts';
import { syncFile, syncFolder } from '../durable-file.ts';

/** Which state takes the place of which. */
export interface Replacement {
  /** `DATA_DIR/state`, locked. */
  readonly folder: string;
  /** The file that is to be the database: whole, closed, without log, in the same folder. */
  readonly next: string;
  readonly now: number;
}

/**
 * Puts a database in the place of the one there is, by one rename, and answers where the old one is kept.
 *
 * The anchors of the audit log go along with it: they know entries that the new one may not have.
 */
export const replaceState = async ({ folder, next, now }: Replacement): Promise<string | undefined> => {
  const path = join(folder, 'system.duckdb');
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
  const kept = `system.replaced-${stamp}.duckdb`;
  // A log that is folded in cannot be left behind.
  await fold(path);
  const isKept = await keep(path, join(folder, kept));
  crashPoint('replace.kept');
  await move(`${path}.wal`, join(folder, `${kept}.wal`));
  await move(join(folder, 'audit-anchors.log'), join(folder, `audit-anchors.replaced-${stamp}.log`));
  await syncFolder(folder);
  crashPoint('replace.moved');
  await rename(next, path);
  crashPoint('replace.renamed');
  await syncFolder(folder);
  return isKept ? kept : undefined;
};

/** True while a state lies here that another one has replaced: somebody may want to go back to it. */
export const isReplacedIn = async (folder: string): Promise<boolean> =>
  (await readdir(folder)).some((name) => /^system\.replaced-.*\.duckdb$/.test(name));

/** A database that nobody can open any more is kept as it is, with its log. */
const fold = async (path: string): Promise<void> => {
  if (!(await exists(path))) return;
  const database = await openDatabase(path).catch(() => undefined);
  database?.close();
};

const keep = async (path: string, to: string): Promise<boolean> => {
  try {
    await link(path, to);
  } catch (cause) {
    if (isMissing(cause)) return false;
    // Some file systems have no hard links.
    await copyFile(path, to);
    await syncFile(to);
  }
  return true;
};

const move = async (from: string, to: string): Promise<void> => {
  await rename(from, to).catch((cause: unknown) => {
    if (!isMissing(cause)) throw cause;
  });
};

/** True for a file that is there. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** True for what the system says of a file that is not there. */
export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
