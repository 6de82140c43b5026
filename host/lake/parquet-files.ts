import type { Dirent } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Folder of an extract in which tables in parts lie as one file each. */
export const singlesFolder = 'singles';

/** Files as the host names those it writes itself; any other file is somebody else's. */
const hostFile = /^[A-Za-z_][A-Za-z0-9_]{0,63}\.[0-9a-f]{12}\.parquet$/;
const hostFolder = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const hostPart = /^.+\.[0-9a-f]{12}\.parquet$/;

/** True for a name that says what is in the file, as only the host gives them. */
export const isHostName = (path: string): boolean => hostPart.test(basename(path));

/** Deletes parquet files of an extract that nothing refers to any more. */
export const collectParquet = async (extractDir: string, kept: Iterable<string>): Promise<void> => {
  const keep = new Set(kept);
  const data = join(extractDir, 'data');
  const entries = await entriesOf(data);
  const files = entries.filter((entry) => entry.isFile() && hostFile.test(entry.name));
  await removeAll(files, keep);
  for (const folder of entries.filter((entry) => entry.isDirectory() && hostFolder.test(entry.name))) {
    await collectParts(join(data, folder.name), keep);
  }
};

/** Deletes what no table is downloaded as any more, and what a crash left half made. */
export const collectSingles = async (extractDir: string, kept: Iterable<string>): Promise<void> => {
  const entries = await entriesOf(join(extractDir, singlesFolder));
  await removeAll(
    entries.filter((entry) => entry.isFile()),
    new Set(kept),
  );
};

const collectParts = async (folder: string, keep: ReadonlySet<string>): Promise<void> => {
  const entries = await entriesOf(folder);
  const parts = entries.filter((entry) => entry.isFile() && hostPart.test(entry.name));
  const removed = await removeAll(parts, keep);
  // A run may be putting its parts into the folder at this moment: only an empty one goes.
  if (removed === entries.length && removed > 0) await rmdir(folder).catch(() => {});
};

const removeAll = async (entries: readonly Dirent[], keep: ReadonlySet<string>): Promise<number> => {
  const old = entries.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => !keep.has(path));
  for (const path of old) await rm(path, { force: true });
  return old.length;
};

const entriesOf = (folder: string): Promise<readonly Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);
