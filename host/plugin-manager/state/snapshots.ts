import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../../store/durable-file.ts';
import type { StateRow } from './state-repository.ts';

/** What the connectors of a plugin remembered when a version of it was left. */
export interface Snapshot {
  readonly name: string;
  readonly plugin: string;
  /** Of the state. */
  readonly version: number;
  /** Milliseconds UTC. */
  readonly takenAt: number;
  readonly rows: readonly StateRow[];
}

/** Copies of what connectors remember, below `plugins/snapshots`: their rows, and the folders that sources keep. */
export class Snapshots {
  readonly #plugins: string;

  /** `plugins` is the folder `DATA_DIR/plugins`. */
  constructor(plugins: string) {
    this.#plugins = plugins;
  }

  /** Takes one. It is there whole or not at all. */
  async take(taken: Omit<Snapshot, 'name'> & { readonly generation: number }): Promise<string> {
    const { plugin, generation, ...content } = taken;
    const name = `${String(generation).padStart(6, '0')}-${folderOf(plugin)}`;
    const [folder, incoming] = [this.#folder(name), this.#folder('.incoming')];
    await rm(incoming, { recursive: true, force: true });
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    await copied(this.#kept(plugin), join(incoming, 'kept'));
    await writeDurably(join(incoming, 'state.json'), JSON.stringify({ plugin, ...content }));
    await rm(folder, { recursive: true, force: true });
    await rename(incoming, folder);
    await syncFolder(this.#folder());
    return name;
  }

  /** Those of a plugin, newest first. */
  async of(plugin: string): Promise<readonly Snapshot[]> {
    const names = await readdir(this.#folder()).catch(() => []);
    const own = names.filter((name) => name.endsWith(`-${folderOf(plugin)}`));
    const read = await Promise.all(own.map((name) => this.read(name).catch(() => undefined)));
    return read
      .flatMap((one) => (one && one.plugin === plugin ? one : []))
      .sort((a, b) => b.takenAt - a.takenAt);
  }

  /** One of them; throws when it cannot be read. */
  async read(name: string): Promise<Snapshot> {
    const text = await readFile(join(this.#folder(name), 'state.json'), 'utf8');
    // Written by `take` alone.
    const { rows, ...content } = JSON.parse(text) as Omit<Snapshot, 'name'>;
    // JSON has no instants.
    const dated = rows.map((row) => ({ ...row, committed_at: new Date(row.committed_at) }));
    return { ...content, name, rows: dated };
  }

  /** Puts the folders back that sources of a plugin kept then; without a name there are none. */
  async putBack(plugin: string, name: string | undefined): Promise<void> {
    const kept = this.#kept(plugin);
    await rm(kept, { recursive: true, force: true });
    if (name !== undefined) await copied(join(this.#folder(name), 'kept'), kept);
  }

  #folder(...name: readonly string[]): string {
    return join(this.#plugins, 'snapshots', ...name);
  }

  #kept(plugin: string): string {
    return join(this.#plugins, 'state', folderOf(plugin));
  }
}

const folderOf = (plugin: string): string => plugin.replace('/', '__');

const copied = (from: string, to: string): Promise<void> =>
  cp(from, to, { recursive: true, verbatimSymlinks: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
