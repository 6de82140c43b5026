import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { VersionStore } from '../store/version-store.ts';
import { abortOf } from './abort-of.ts';
import type { Feed } from './feed.ts';
import { feedFiles, versionFile } from './feed-files.ts';
import { writeFeedZip } from './feed-zip.ts';
import { sweepIncoming, type TellLeft } from './sweep-incoming.ts';

/** Does some work while no content is removed that it may read. */
export type Building = <T>(build: () => Promise<T>) => Promise<T>;

/** What the archives of feeds are built with. */
export interface FeedArchivesTerms {
  readonly folder: string;
  readonly store: VersionStore;
  /** Bytes that all archives together may take. */
  readonly mostBytes: number;
  readonly whileBuilding: Building;
  /** Absent: nobody listens. */
  readonly log?: TellLeft;
}

/** Zip files of feeds, each built once: two people with one view share a file. */
export class FeedArchives {
  readonly #terms: FeedArchivesTerms;
  readonly #building = new Map<string, Promise<void>>();
  #swept: Promise<void> | undefined;

  constructor(terms: FeedArchivesTerms) {
    this.#terms = terms;
  }

  /** The path of the archive of a feed, built when it is not there yet. */
  async of(feed: Feed, signal: AbortSignal): Promise<string> {
    const path = join(this.#terms.folder, `${feed.etag}.zip`);
    if (await wasUsed(path)) return path;
    // Whoever asks first builds it for all who wait; none of them can stop it by going away.
    const building = this.#building.get(path) ?? this.#terms.whileBuilding(() => this.#build(feed, path));
    this.#building.set(path, building);
    await Promise.race([building, abortOf(signal)]);
    return path;
  }

  async #build(feed: Feed, path: string): Promise<void> {
    const { folder, store, log = () => {} } = this.#terms;
    const incoming = join(folder, `.incoming-${randomUUID()}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      this.#swept ??= sweepIncoming(folder, log);
      await this.#swept;
      const files = [versionFile(feed), ...(await feedFiles(feed, store))];
      await writeFeedZip(files, incoming, AbortSignal.timeout(mostBuildMs));
      await rename(incoming, path);
    } finally {
      await rm(incoming, { force: true });
      this.#building.delete(path);
    }
    // What was built is of use, whether others can be removed or not.
    await this.#prune(path).catch((cause) => log(notRemoved, cause));
  }

  /** Lets those go that were used longest ago, never the newest. */
  async #prune(newest: string): Promise<void> {
    const { folder, mostBytes, log = () => {} } = this.#terms;
    const names = (await readdir(folder)).filter((name) => name.endsWith('.zip'));
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        // Another build may have removed it meanwhile.
        const { size, mtimeMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: 0 }));
        return { path, size, usedAt: path === newest ? Number.POSITIVE_INFINITY : mtimeMs };
      }),
    );
    let left = found.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of found.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (left <= mostBytes || path === newest) return;
      const isGone = await rm(path, { force: true }).then(
        () => true,
        (cause) => log(notRemoved, cause),
      );
      if (isGone) left -= size;
    }
  }
}

const notRemoved = 'An archive of a feed could not be removed.';

const mostBuildMs = 300_000;

/** Whether there is such a file; it counts as used now. */
const wasUsed = async (path: string): Promise<boolean> =>
  utimes(path, new Date(), new Date()).then(
    () => true,
    () => false,
  );
