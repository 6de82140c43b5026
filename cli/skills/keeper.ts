import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpClient } from '../http/client.ts';
import type { Session } from '../session/session.ts';
import { holdLock } from '../sync/lock-file.ts';
import { fetchPlugin, type SkillFile } from './archive.ts';
import { badArchive, otherServer } from './errors.ts';
import { type Installed, type InstalledPlugin, readInstalled, writeInstalled } from './installed.ts';
import type { Offered } from './offered.ts';
import { type Place, placeFiles, removeFiles } from './place.ts';

/** What became of a plugin here. */
export interface SkillChange {
  readonly plugin: string;
  readonly action: 'installed' | 'updated' | 'unchanged' | 'removed';
  readonly version: string;
}

/** What was done to a folder of skills. */
export interface SkillReport {
  readonly changes: readonly SkillChange[];
  /** Where local edits went. */
  readonly kept: readonly string[];
}

/** Brings the skills of plugins into one folder and takes them out again, one process at a time. */
export class SkillKeeper implements AsyncDisposable {
  readonly #place: Place;
  readonly #lock: AsyncDisposable;
  readonly #kept: string[] = [];
  readonly #changes: SkillChange[] = [];
  #state: Installed;

  private constructor(place: Place, lock: AsyncDisposable, state: Installed) {
    this.#place = { ...place, onKept: (path) => this.#kept.push(path) };
    this.#lock = lock;
    this.#state = state;
  }

  /** Takes the folder. */
  static async over(folder: string, { world: { pid } }: Session): Promise<SkillKeeper> {
    await mkdir(folder, { recursive: true });
    const lock = await holdLock(join(folder, '.agnes-skills.lock'), pid);
    return new SkillKeeper({ folder, pid, onKept: () => undefined }, lock, await readInstalled(folder));
  }

  get state(): Installed {
    return this.#state;
  }

  get report(): SkillReport {
    return { changes: this.#changes, kept: this.#kept };
  }

  /** From here on the skills are those of this server; the skills of another one are in the way. */
  async belongTo(server: string, { isAll }: { readonly isAll: boolean }): Promise<void> {
    const { server: now, plugins } = this.#state;
    if (now !== server && Object.keys(plugins).length > 0)
      throw otherServer({ folder: this.#place.folder, server: now });
    await this.#keep({ ...this.#state, server, isAll });
  }

  /** Brings a plugin, unless this version of it is here. */
  async bring(http: HttpClient, plugin: Offered): Promise<void> {
    const { id, version } = plugin;
    const before = this.#state.plugins[id];
    if (before?.version === version) {
      this.#changes.push({ plugin: id, action: 'unchanged', version });
      return;
    }
    const files = skillFiles(plugin, await fetchPlugin(http, plugin));
    this.#refuseTaken(id, files);
    const hashes = await placeFiles(this.#place, files, before?.files ?? {});
    await this.#keepPlugin(id, { version, files: hashes });
    this.#changes.push({ plugin: id, action: before ? 'updated' : 'installed', version });
  }

  /** Takes out a plugin that is here. */
  async remove(id: string): Promise<void> {
    const { [id]: gone, ...plugins } = this.#state.plugins;
    if (!gone) return;
    await removeFiles(this.#place, gone.files);
    await this.#keep({ ...this.#state, plugins });
    this.#changes.push({ plugin: id, action: 'removed', version: gone.version });
  }

  /** Takes out what is not granted, or not on, any more. */
  async prune(offered: readonly Offered[]): Promise<void> {
    const on = new Set(offered.filter(({ isOn }) => isOn).map(({ id }) => id));
    for (const id of Object.keys(this.#state.plugins)) if (!on.has(id)) await this.remove(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lock[Symbol.asyncDispose]();
  }

  async #keepPlugin(id: string, plugin: InstalledPlugin): Promise<void> {
    await this.#keep({ ...this.#state, plugins: { ...this.#state.plugins, [id]: plugin } });
  }

  async #keep(state: Installed): Promise<void> {
    await writeInstalled(this.#place.folder, state, this.#place.pid);
    this.#state = state;
  }

  #refuseTaken(id: string, files: readonly SkillFile[]): void {
    const others = Object.entries(this.#state.plugins).filter(([other]) => other !== id);
    const taken = files.find(({ path }) => others.some(([, plugin]) => path in plugin.files));
    if (taken) throw badArchive({ plugin: id, reason: `${taken.path} belongs to another plugin` });
  }
}

/** Its skills, each in a folder whose name begins with that of the plugin; the rest of it is for a client's own plugins. */
const skillFiles = ({ folder }: Offered, files: readonly SkillFile[]): readonly SkillFile[] =>
  files.flatMap((file) => {
    const [, skill, rest] = /^skills\/([^/]+)\/(.+)$/.exec(file.path) ?? [];
    return skill === undefined ? [] : [{ ...file, path: `${folder}-${skill}/${rest}` }];
  });
