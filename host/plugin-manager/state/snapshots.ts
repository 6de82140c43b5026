import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../../store/crash-point.ts';
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

const goneBefore = '.removed-';

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
    const own = (await this.#names()).filter((name) => name.endsWith(`-${folderOf(plugin)}`));
    return (await this.#newestFirst(own)).filter((one) => one.plugin === plugin);
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

  /** Removes those for which nothing goes back; each is renamed first, so that no half of one is ever put back. */
  async sweep(isNeeded: (snapshot: Snapshot) => boolean): Promise<number> {
    await this.#dropGone();
    let removed = 0;
    const latest = new Set<string>();
    for (const snapshot of await this.#newestFirst()) {
      const { name, plugin, version } = snapshot;
      // Of one version the newest is put back.
      const isLatest = !latest.has(`${plugin} ${version}`);
      latest.add(`${plugin} ${version}`);
      if (isLatest && isNeeded(snapshot)) continue;
      await rename(this.#folder(name), this.#folder(`${goneBefore}${name}`));
      crashPoint('sweep.snapshot');
      removed += 1;
    }
    await this.#dropGone();
    return removed;
  }

  /** Puts the folders back that sources of a plugin kept then; without a name there are none. */
  async putBack(plugin: string, name: string | undefined): Promise<void> {
    const kept = this.#kept(plugin);
    await rm(kept, { recursive: true, force: true });
    if (name !== undefined) await copied(join(this.#folder(name), 'kept'), kept);
  }

  async #dropGone(): Promise<void> {
    const gone = (await this.#all()).filter((name) => name.startsWith(goneBefore));
    for (const name of gone) await rm(this.#folder(name), { recursive: true, force: true });
  }

  /** Those that can be read; what cannot is left alone. */
  async #newestFirst(names?: readonly string[]): Promise<readonly Snapshot[]> {
    const read = (names ?? (await this.#names())).map((name) => this.read(name).catch(() => undefined));
    return (await Promise.all(read)).flatMap((one) => one ?? []).sort((a, b) => b.takenAt - a.takenAt);
  }

  async #names(): Promise<readonly string[]> {
    return (await this.#all()).filter((name) => !name.startsWith('.'));
  }

  #all(): Promise<readonly string[]> {
    // A folder that cannot be read is no empty one: sources would begin anew although there is a copy.
    return readdir(this.#folder()).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
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
