import type { Dirent } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of the data that runs read and write, below `DATA_DIR`. */
export class ExtractFolders {
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** The extract of a source, made when it is not there; absolute and real. */
  async extractDir(slug: string): Promise<string> {
    const folder = join(this.#dataDir, 'extracts', slug);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return realpath(folder);
  }

  /** What lies below `extracts/`, by name; no link is followed. */
  async list(): Promise<readonly ExtractEntry[]> {
    const folder = join(this.#dataDir, 'extracts');
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return Promise.all(
      entries
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(async (entry) => ({
          name: entry.name,
          kind: kindOf(entry),
          extract: entry.isDirectory() ? await extractIn(join(folder, entry.name)) : 'absent',
        })),
    );
  }

  /** Private folders of one source in one run, empty. */
  async scratch(
    runId: string,
    slug: string,
  ): Promise<{ readonly staging: string; readonly parquet: string }> {
    const folder = join(this.#dataDir, 'runs', runId, slug);
    const [staging, parquet] = [join(folder, 'staging'), join(folder, 'parquet')];
    await mkdir(staging, { recursive: true, mode: 0o700 });
    await mkdir(parquet, { recursive: true, mode: 0o700 });
    return { staging: await realpath(staging), parquet: await realpath(parquet) };
  }

  /** The folder that a source keeps from run to run for the plugin that reads it; absolute and real. */
  async kept(plugin: string, slug: string): Promise<string> {
    const folder = join(this.#keptBy(plugin.replace('/', '__')), slug);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return realpath(folder);
  }

  /** The folder that DuckDB's extensions lie in, for every connector that loads some; absolute and real. */
  async duckdbExtensions(): Promise<string> {
    const folder = join(this.#dataDir, 'duckdb-extensions');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return realpath(folder);
  }

  /** Removes what a source has kept, whichever plugin it was for. */
  async dropKept(slug: string): Promise<void> {
    const plugins = await readdir(this.#keptBy()).catch(() => []);
    for (const plugin of plugins)
      await rm(join(this.#keptBy(plugin), slug), { recursive: true, force: true });
  }

  #keptBy(...plugin: readonly string[]): string {
    return join(this.#dataDir, 'plugins', 'state', ...plugin);
  }

  /** Frees at once what a source has left that brought nothing. */
  async dropScratch(runId: string, slug: string): Promise<void> {
    await rm(join(this.#dataDir, 'runs', runId, slug), { recursive: true, force: true });
  }

  async dropRun(runId: string): Promise<void> {
    await rm(join(this.#dataDir, 'runs', runId), { recursive: true, force: true });
  }

  /** Removes what runs of a dead host left. */
  async sweepRuns(): Promise<void> {
    await rm(join(this.#dataDir, 'runs'), { recursive: true, force: true });
  }
}

/** Something below `extracts/`, and whether there is an `extract.duckdb` in it. */
export interface ExtractEntry {
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'other';
  readonly extract: 'file' | 'absent' | 'other';
}

const kindOf = (entry: Dirent): ExtractEntry['kind'] => {
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
};

const extractIn = async (folder: string): Promise<ExtractEntry['extract']> => {
  const stats = await lstat(join(folder, 'extract.duckdb')).catch(() => undefined);
  if (!stats) return 'absent';
  return stats.isFile() ? 'file' : 'other';
};

/** Says which `extract.duckdb` lies where; nothing when there is none. Another one, or another place, is another stamp. */
export const stampOf = async (extractDir: string): Promise<string | undefined> => {
  const stats = await stat(join(extractDir, 'extract.duckdb'), { bigint: true }).catch(() => undefined);
  return stats && `${extractDir} ${stats.mtimeNs} ${stats.size}`;
};
