import type { Feed } from '../../../marketplace/feed/feed.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { servedFrom } from '../registry/served-repository.ts';
import { pluginIdOf } from './granted-plugins.ts';
import { Kept } from './kept.ts';
import { type Banned, findCommit, readBanned } from './repository.ts';
import { feedIn } from './served-commits.ts';

interface HistoriesDeps {
  readonly store: Pick<SystemStore, 'read' | 'revision'>;
  readonly now: () => number;
}

/** All that can be found in a history. */
interface Contents {
  readonly plugins: ReadonlySet<string>;
  readonly digests: ReadonlySet<string>;
  /** Each plugin with each digest it had. */
  readonly contents: ReadonlySet<string>;
}

const dayMs = 86_400_000;

/** What lies in the histories that are served, and whether it may. */
export class Histories {
  readonly #store: HistoriesDeps['store'];
  readonly #contents: Kept<Contents>;
  readonly #banned: Kept<Banned>;

  constructor({ store, now }: HistoriesDeps) {
    this.#store = store;
    // The history of a commit never changes.
    this.#contents = new Kept({ now, mostMs: dayMs, most: 2_000 });
    this.#banned = new Kept({ now, mostMs: 60_000, most: 1 });
  }

  /** Whether a history holds something that was switched off or quarantined since. What is served now is not meant. */
  async isBanned(commit: string, feed: Feed): Promise<boolean> {
    const banned = await this.#bannedNow();
    if (banned.plugins.size === 0 && banned.digests.size === 0) return false;
    const { plugins, digests } = await this.#of(commit);
    const own = new Set(feed.plugins.map(({ digest }) => digest));
    const isQuarantined = (digest: string): boolean => banned.digests.has(digest) && !own.has(digest);
    return [...plugins].some((plugin) => banned.plugins.has(plugin)) || [...digests].some(isQuarantined);
  }

  /** Whether something of a history is switched off or quarantined now. */
  async isWithdrawn(commit: string): Promise<boolean> {
    const banned = await this.#bannedNow();
    if (banned.plugins.size === 0 && banned.contents.size === 0) return false;
    return holds(banned, await this.#of(commit));
  }

  /** Whether something of a feed is. */
  async isFeedWithdrawn({ plugins }: Feed): Promise<boolean> {
    return holds(await this.#bannedNow(), contentsOf(plugins, empty));
  }

  #bannedNow(): Promise<Banned> {
    const revision = this.#store.revision(servedFrom);
    return this.#banned.get('', revision, () => readBanned(this.#store.read));
  }

  #of(commit: string): Promise<Contents> {
    return this.#contents.get(commit, 0, async () => {
      const row = await findCommit(this.#store.read, commit);
      if (!row) return empty;
      const { plugins } = feedIn(row);
      const before = row.parent === null ? empty : await this.#of(row.parent);
      return contentsOf(plugins, before);
    });
  }
}

const empty: Contents = { plugins: new Set(), digests: new Set(), contents: new Set() };

const contentsOf = (plugins: Feed['plugins'], before: Contents): Contents => ({
  plugins: new Set([...before.plugins, ...plugins.map(pluginIdOf)]),
  digests: new Set([...before.digests, ...plugins.map(({ digest }) => digest)]),
  contents: new Set([...before.contents, ...plugins.map((one) => `${pluginIdOf(one)} ${one.digest}`)]),
});

const holds = (banned: Banned, found: Contents): boolean =>
  [...found.plugins].some((plugin) => banned.plugins.has(plugin)) ||
  [...found.contents].some((content) => banned.contents.has(content));
