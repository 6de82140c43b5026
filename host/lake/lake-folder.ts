import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../store/durable-file.ts';
import type { Generation } from './generations.ts';

/** Where a generation's file and its copy for people lie. */
export class LakeFolder {
  readonly #folder: string;
  readonly #bench: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'analytics');
    this.#bench = join(dataDir, 'run', 'lake');
  }

  fileOf(generation: number): string {
    return join(this.#folder, `gen-${generation}.duckdb`);
  }

  /** The copy of a generation, before it becomes `analytics.duckdb`. */
  copyOf(generation: number): string {
    return join(this.#folder, `analytics.duckdb.${generation}.tmp`);
  }

  /** The file the builder works on. */
  get work(): string {
    return join(this.#bench, 'work.duckdb');
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

  /** Makes the folders, removes what a crash left, and finishes a publication that was committed but not yet shown. */
  async recover(committed: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await rm(this.#bench, { recursive: true, force: true });
    await mkdir(this.#bench, { recursive: true, mode: 0o700 });
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
