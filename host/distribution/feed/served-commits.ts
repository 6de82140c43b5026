import { isPlatformError } from '@agnes/sdk/errors';
import type { Feed } from '../../../marketplace/feed/feed.ts';
import type { Building } from '../../../marketplace/feed/feed-archives.ts';
import { feedFiles } from '../../../marketplace/feed/feed-files.ts';
import type { FeedRepositories } from '../../../marketplace/feed/feed-repositories.ts';
import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { feedUnsettled } from './errors.ts';
import type { Intact } from './intact.ts';
import { type FeedCommitRow, findCommit, findCommitAfter } from './repository.ts';

interface ServedCommitsDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly versions: VersionStore;
  readonly repositories: FeedRepositories;
  readonly intact: Intact;
  readonly whileBuilding: Building;
  readonly now: () => number;
}

/** A commit and the folder of its repository. */
export interface ServedCommit {
  readonly row: FeedCommitRow;
  readonly folder: string;
}

/** Commits of feeds with their repositories, each built once however many ask for it. */
export class ServedCommits {
  readonly #deps: ServedCommitsDeps;
  readonly #building = new Map<string, Promise<ServedCommit>>();

  constructor(deps: ServedCommitsDeps) {
    this.#deps = deps;
  }

  /** The commit of a feed that goes on from another one, or begins a history; one that somebody else is served is shared. */
  make(feed: Feed, parent?: FeedCommitRow): Promise<ServedCommit> {
    return this.#deps.intact.over(async () => (await this.#shared(feed, parent)) ?? this.#made(feed, parent));
  }

  /** The folder of a commit that was served before, when it is there. */
  folderOf(commit: string): Promise<string | undefined> {
    return this.#deps.repositories.find(commit);
  }

  /** A commit that was served before, its repository built again where it is gone; nothing when that cannot be done soon. */
  find(commit: string): Promise<ServedCommit | undefined> {
    return this.#find(commit, mostRestored);
  }

  async #shared({ etag }: Feed, parent: FeedCommitRow | undefined): Promise<ServedCommit | undefined> {
    const row = await findCommitAfter(this.#deps.store.read, parent?.commit, etag);
    if (!row) return undefined;
    const folder = await this.#deps.repositories.find(row.commit);
    return folder === undefined ? undefined : { row, folder };
  }

  async #find(commit: string, most: number): Promise<ServedCommit | undefined> {
    const row = await findCommit(this.#deps.store.read, commit);
    if (!row) return undefined;
    const folder = await this.#deps.repositories.find(commit);
    if (folder !== undefined) return { row, folder };
    return most > 0 ? this.#restore(row, most - 1) : undefined;
  }

  async #restore(row: FeedCommitRow, most: number): Promise<ServedCommit | undefined> {
    const parent = row.parent === null ? undefined : await this.#find(row.parent, most);
    if (row.parent !== null && !parent) return undefined;
    try {
      const made = await this.#made(feedIn(row), parent?.row);
      return made.row.commit === row.commit ? made : undefined;
    } catch (cause) {
      if (isPlatformError(cause) && gone.has(cause.code)) return undefined;
      throw cause;
    }
  }

  #made(feed: Feed, parent: FeedCommitRow | undefined): Promise<ServedCommit> {
    const key = `${parent?.commit} ${feed.etag}`;
    const building =
      this.#building.get(key) ??
      this.#deps.whileBuilding(() => this.#build(feed, parent)).finally(() => this.#building.delete(key));
    this.#building.set(key, building);
    return building;
  }

  async #build(feed: Feed, parent: FeedCommitRow | undefined): Promise<ServedCommit> {
    const { versions, repositories, now } = this.#deps;
    const files = await feedFiles(feed, versions);
    // Whoever asked first builds it for all who wait; none of them can stop it by going away.
    const signal = AbortSignal.timeout(mostBuildMs);
    const commit = await repositories.build({ message: feed.etag, parent: parent?.commit, files }, signal);
    const folder = await repositories.find(commit);
    // Pruned in this very moment: the next request builds it again.
    if (folder === undefined) throw feedUnsettled({});
    const row = {
      commit,
      parent: parent?.commit ?? null,
      etag: feed.etag,
      feed: JSON.stringify(feed),
      depth: (parent?.depth ?? 0) + 1,
      bytes: await repositories.bytes(commit),
      created_at: new Date(now()),
    };
    return { row, folder };
  }
}

/** The feed of a commit. */
export const feedIn = ({ feed }: Pick<FeedCommitRow, 'feed'>): Feed =>
  // Written by `#build` alone.
  JSON.parse(feed) as Feed;

const mostBuildMs = 300_000;

/** Commits of a history that are built again at once: somebody waits for them. A longer one begins anew. */
const mostRestored = 5;

/** What a history cannot be built without. */
const gone: ReadonlySet<string> = new Set([
  'marketplace_version_missing',
  'marketplace_version_tampered',
  'marketplace_lineage_broken',
]);
