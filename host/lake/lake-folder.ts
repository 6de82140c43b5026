import { access, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../store/durable-file.ts';
import type { Generation } from './generations.ts';

/** Where a generation's file and its copy for people lie. */
export class LakeFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  fileOf(generation: number): string {
    return join(this.#folder, `gen-${generation}.duckdb`);
  }

  /** The copy of a generation, before it becomes `analytics.duckdb`. */
  copyOf(generation: number): string {
    return join(this.#folder, `analytics.duckdb.${generation}.tmp`);
  }

  has(generation: number): Promise<boolean> {
    return access(this.fileOf(generation)).then(
      () => true,
      () => false,
    );
  }

  /** Makes the prepared copy the one people open. */
  async showCopy(generation: number): Promise<void> {
    await rename(this.copyOf(generation), join(this.#folder, 'analytics.duckdb'));
    await syncFolder(this.#folder);
  }

  /** Removes what a crash left, and finishes a publication that was committed but not yet shown. */
  async recover(committed: number): Promise<void> {
    const entries = await readdir(this.#folder);
    if (entries.includes(`analytics.duckdb.${committed}.tmp`)) await this.showCopy(committed);
    await this.#keepOnly([committed]);
  }

  /** Removes the files of generations that nobody uses any more, and what failed builds left. */
  async collect(inUse: readonly Generation[]): Promise<void> {
    await this.#keepOnly(inUse.map(({ number }) => number));
  }

  async #keepOnly(generations: readonly number[]): Promise<void> {
    const keep = new Set(['analytics.duckdb', ...generations.map((number) => `gen-${number}.duckdb`)]);
    const old = (await readdir(this.#folder)).filter((entry) => !keep.has(entry));
    for (const entry of old) await rm(join(this.#folder, entry), { recursive: true, force: true });
  }
}

/** Files as the host names those it writes itself; any other file is somebody else's. */
const hostFile = /^[A-Za-z_][A-Za-z0-9_]{0,63}\.[0-9a-f]{12}\.parquet$/;

/** A part of a table, in the folder of the table. */
const hostPart = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.[0-9a-f]{12}\.parquet$/;

/** Deletes parquet files of an extract that nothing refers to any more, parts of tables too. */
export const collectParquet = async (extractDir: string, kept: readonly string[]): Promise<void> => {
  const keep = new Set(kept);
  const data = join(extractDir, 'data');
  const entries = await readdir(data, { withFileTypes: true }).catch(() => []);
  await removeOld(data, { keep, named: hostFile });
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const folder = join(data, entry.name);
    await removeOld(folder, { keep, named: hostPart });
    // Refused while anything is left in it, and then it is not ours to remove.
    await rmdir(folder).catch(() => undefined);
  }
};

const removeOld = async (
  folder: string,
  { keep, named }: { readonly keep: ReadonlySet<string>; readonly named: RegExp },
): Promise<void> => {
  const entries = await readdir(folder).catch(() => []);
  const old = entries.filter((entry) => named.test(entry) && !keep.has(join(folder, entry)));
  for (const entry of old) await rm(join(folder, entry), { force: true });
};
