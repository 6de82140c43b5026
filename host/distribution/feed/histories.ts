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
    const revision = this.#store.revision(servedFrom);
    const banned = await this.#banned.get('', revision, () => readBanned(this.#store.read));
    if (banned.plugins.size === 0 && banned.digests.size === 0) return false;
    const { plugins, digests } = await this.#of(commit);
    const own = new Set(feed.plugins.map(({ digest }) => digest));
    const isQuarantined = (digest: string): boolean => banned.digests.has(digest) && !own.has(digest);
    return [...plugins].some((plugin) => banned.plugins.has(plugin)) || [...digests].some(isQuarantined);
  }

  #of(commit: string): Promise<Contents> {
    return this.#contents.get(commit, 0, async () => {
      const row = await findCommit(this.#store.read, commit);
      if (!row) return empty;
      const { plugins } = feedIn(row);
      const before = row.parent === null ? empty : await this.#of(row.parent);
      return {
        plugins: new Set([...before.plugins, ...plugins.map(pluginIdOf)]),
        digests: new Set([...before.digests, ...plugins.map(({ digest }) => digest)]),
      };
    });
  }
}

const empty: Contents = { plugins: new Set(), digests: new Set() };
