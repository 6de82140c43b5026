import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { statePath } from '../files/workspace-paths.ts';
import { objectOf, readJson } from '../json/values.ts';
import { readState } from './state.ts';
import { Store } from './store.ts';

const most = 50;

/** The other workspaces of whoever owns this configuration folder: what lies there need not come again. */
export class Neighbours {
  readonly #path: string;
  readonly #workspace: string;
  readonly #pid: number;
  #files: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(
    configFolder: string,
    { workspace, pid }: { readonly workspace: string; readonly pid: number },
  ) {
    this.#path = join(configFolder, 'workspaces.json');
    this.#workspace = workspace;
    this.#pid = pid;
  }

  /** Tells later syncs of this workspace. */
  async remember(): Promise<void> {
    const known = await this.#known();
    if (known[0] === this.#workspace) return;
    const workspaces = [this.#workspace, ...known.filter((one) => one !== this.#workspace)].slice(0, most);
    await mkdir(join(this.#path, '..'), { recursive: true, mode: 0o700 });
    const text = JSON.stringify({ workspaces }, undefined, 1);
    await writeDurably(this.#path, `${text}\n`, { mode: 0o600, pid: this.#pid });
  }

  /** A file of another workspace that had this digest when it came; what it has now is for the caller to see. */
  async find(sha256: string): Promise<string | undefined> {
    this.#files ??= this.#all();
    return (await this.#files).get(sha256);
  }

  async #all(): Promise<ReadonlyMap<string, string>> {
    const files = new Map<string, string>();
    for (const workspace of await this.#known()) {
      if (workspace === this.#workspace) continue;
      const store = new Store(workspace);
      for (const [id, table] of (await readState(statePath(workspace))).tables)
        for (const { part, sha256 } of table.files) files.set(sha256, store.pathOf(id, part));
    }
    return files;
  }

  async #known(): Promise<readonly string[]> {
    const values = objectOf(readJson((await readFile(this.#path, 'utf8').catch(ignoreMissing)) ?? ''));
    const workspaces = values['workspaces'];
    return Array.isArray(workspaces) ? workspaces.filter((one) => typeof one === 'string') : [];
  }
}
