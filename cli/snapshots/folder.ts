import { mkdir, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreMissing, syncFolder, writeDurably } from '../files/durable-file.ts';
import { isAlive } from '../sync/lock-file.ts';
import { digestOf, sizeOf } from '../sync/store.ts';
import type { WantedView } from '../sync/views.ts';
import { isSameName, readSnapshot, type Snapshot, snapshotJson } from './snapshot.ts';

const metaEnd = '.meta.json';

/** The snapshots of a workspace. A good file is only ever replaced by a whole one, together with what is told of it. */
export class SnapshotFolder {
  readonly path: string;
  readonly #arriving: string;

  constructor(workspace: string) {
    this.path = join(workspace, 'user', 'snapshots');
    this.#arriving = join(this.path, '.tmp');
  }

  /** Where the rows of a snapshot lie. */
  fileOf(name: string): string {
    return join(this.path, `${name}.parquet`);
  }

  /** Where rows are collected until they are complete. */
  sideFile(name: string, pid: number): string {
    return join(this.#arriving, `${name}.${pid}.part`);
  }

  /** Makes the folders. */
  async make(): Promise<void> {
    await mkdir(this.#arriving, { recursive: true });
  }

  /** Every snapshot, by name. */
  async all(): Promise<readonly Snapshot[]> {
    const names = (await readdir(this.path).catch(ignoreMissing)) ?? [];
    const told = names.filter((name) => name.endsWith(metaEnd)).toSorted();
    const found = await Promise.all(told.map((name) => this.#read(join(this.path, name))));
    return found.flatMap((one, i) => (one && `${one.name}${metaEnd}` === told[i] ? [one] : []));
  }

  /** The snapshot of that name, whatever its case. */
  async find(name: string): Promise<Snapshot | undefined> {
    return (await this.all()).find((one) => isSameName(one.name, name));
  }

  /** True when something lies in the place of that snapshot, be it ours or not. */
  async has(name: string): Promise<boolean> {
    const names = (await readdir(this.path).catch(ignoreMissing)) ?? [];
    return names.some((one) => isSameName(one, `${name}.parquet`) || isSameName(one, `${name}${metaEnd}`));
  }

  /** True when its file has the size that it arrived with; what arrived was looked at then. */
  async isWhole({ name, bytes }: Snapshot): Promise<boolean> {
    return (await sizeOf(this.fileOf(name))) === bytes;
  }

  /** The view of a snapshot. */
  viewOf(name: string): WantedView {
    return { name, files: [this.fileOf(name)] };
  }

  /** The views that there should be. */
  async views(): Promise<readonly WantedView[]> {
    const views: WantedView[] = [];
    for (const { name } of await this.all())
      if ((await sizeOf(this.fileOf(name))) !== undefined) views.push(this.viewOf(name));
    return views;
  }

  /** Bytes that all snapshots take, whatever else lies there. */
  async usedBytes(): Promise<number> {
    const sizes = await Promise.all((await this.all()).map(({ name }) => sizeOf(this.fileOf(name))));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  /** Bytes the disk can still take. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(await nearest(this.path));
    return bavail * bsize;
  }

  /** Puts whole rows and what is told of them in place. Under the lock of the workspace, as what follows. */
  async install(snapshot: Snapshot, side: string, pid: number): Promise<void> {
    const { name } = snapshot;
    const pending = join(this.#arriving, `${name}${metaEnd}`);
    const text = `${JSON.stringify(snapshotJson(snapshot), undefined, 1)}\n`;
    // Written before: `mend` ends what a crash between the two renames leaves half done.
    await writeDurably(pending, text, { mode: 0o600, pid });
    await rename(side, this.fileOf(name));
    await syncFolder(this.path);
    await rename(pending, this.#metaOf(name));
    await syncFolder(this.path);
  }

  /** Removes a snapshot; after a crash in between it is still listed, and can be removed again. */
  async remove(name: string): Promise<void> {
    await rm(this.fileOf(name), { force: true });
    await rm(this.#metaOf(name), { force: true });
    await syncFolder(this.path);
  }

  /** Ends or undoes what a crash has interrupted, and throws away what dead processes were collecting. Answers the views of what is in place by that. */
  async mend(): Promise<readonly WantedView[]> {
    const settled: WantedView[] = [];
    for (const name of (await readdir(this.#arriving).catch(ignoreMissing)) ?? []) {
      const path = join(this.#arriving, name);
      if (name.endsWith(metaEnd)) settled.push(...(await this.#settle(path)));
      else if (!isAlive(Number(/\.(\d+)\.(?:part|tmp)$/.exec(name)?.[1]))) await rm(path, { force: true });
    }
    return settled;
  }

  async #settle(pending: string): Promise<readonly WantedView[]> {
    const snapshot = await this.#read(pending);
    if (!snapshot || !(await this.#isInPlace(snapshot))) {
      await rm(pending, { force: true });
      return [];
    }
    await rename(pending, this.#metaOf(snapshot.name));
    return [this.viewOf(snapshot.name)];
  }

  async #isInPlace(snapshot: Snapshot): Promise<boolean> {
    return (await this.isWhole(snapshot)) && (await digestOf(this.fileOf(snapshot.name))) === snapshot.sha256;
  }

  #metaOf(name: string): string {
    return join(this.path, `${name}${metaEnd}`);
  }

  async #read(path: string): Promise<Snapshot | undefined> {
    return readSnapshot((await readFile(path, 'utf8').catch(ignoreMissing)) ?? '');
  }
}

/** The folder itself, or the nearest above that is there. */
const nearest = async (folder: string): Promise<string> => {
  const found = await stat(folder).catch(ignoreMissing);
  return found || dirname(folder) === folder ? folder : nearest(dirname(folder));
};
