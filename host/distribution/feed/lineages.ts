import type { Feed } from '../../../marketplace/feed/feed.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { feedUnsettled } from './errors.ts';
import type { Histories } from './histories.ts';
import { Kept } from './kept.ts';
import { type FeedHead, findHead, keepCommit, mayBeServed, moveHead, settleHead } from './repository.ts';
import type { ServedCommit, ServedCommits } from './served-commits.ts';

interface LineagesDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep' | 'revision'>;
  readonly commits: ServedCommits;
  readonly histories: Histories;
  readonly now: () => number;
}

/** A head with its commit, as far as there is one that may be gone on from. */
interface Known {
  readonly head: FeedHead | undefined;
  readonly commit: ServedCommit | undefined;
}

/** Whose head goes from where, and what they are served after it. */
interface Moving {
  readonly principal: string;
  readonly head: FeedHead | undefined;
  readonly feed: Feed;
}

/** Longer than this no history gets: it begins anew. */
const mostCommits = 200;
const mostBytes = 500_000_000;

const mostTries = 5;

const dayMs = 86_400_000;
const mostHeads = 10_000;

/**
 * The history each principal is served: every commit goes on from what they were served before, so that clients move
 * forward whatever was granted or taken away. It never holds what they were not served.
 */
export class Lineages {
  readonly #deps: LineagesDeps;
  /** Asked for at every request of a client, and changed by few. */
  readonly #heads: Kept<FeedHead | undefined>;

  constructor(deps: LineagesDeps) {
    this.#deps = deps;
    this.#heads = new Kept({ now: deps.now, mostMs: dayMs, most: mostHeads });
  }

  /** The folder of the repository that a principal is served now. `feedNow` is asked after the head was read. */
  async folderOf(principal: string, feedNow: () => Promise<Feed>): Promise<string> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const head = await this.#head(principal);
      const feed = await feedNow();
      const folder = await this.#current(head, feed);
      if (folder !== undefined) return folder;
      const known = await this.#known(head, feed);
      if (known.commit && head?.etag === feed.etag) return known.commit.folder;
      const next = await this.#next(feed, known);
      if (await this.#move({ principal, head, feed }, next)) return next.folder;
    }
    throw feedUnsettled({});
  }

  /** Whether what a client has of before cannot be gone on from. */
  async isReset(principal: string, feed: Feed): Promise<boolean> {
    const head = await this.#head(principal);
    if (!head) return false;
    return head.is_reset || (await this.#isEnded(head, feed));
  }

  /** Notes that a client has cloned anew. */
  async settle(principal: string): Promise<void> {
    const head = await this.#head(principal);
    if (head?.is_reset) await this.#deps.store.keep((tx) => settleHead(tx, principal));
  }

  #head(principal: string): Promise<FeedHead | undefined> {
    const { store } = this.#deps;
    return this.#heads.get(principal, store.revision(['feed_heads']), () => findHead(store.read, principal));
  }

  /** What most requests get: the folder of the head, which is there and stands for what is served now. */
  async #current(head: FeedHead | undefined, feed: Feed): Promise<string | undefined> {
    if (head?.etag !== feed.etag || (await this.#isEnded(head, feed))) return undefined;
    return this.#deps.commits.folderOf(head.commit);
  }

  /** Whether a history may not be gone on from. */
  async #isEnded(head: FeedHead, feed: Feed): Promise<boolean> {
    return head.holds_killed || (await this.#deps.histories.isBanned(head.commit, feed));
  }

  async #known(head: FeedHead | undefined, feed: Feed): Promise<Known> {
    if (!head || (await this.#isEnded(head, feed))) return { head, commit: undefined };
    return { head, commit: await this.#deps.commits.find(head.commit) };
  }

  #next(feed: Feed, { commit }: Known): Promise<ServedCommit> {
    const isLong = commit && (commit.row.depth >= mostCommits || commit.row.bytes >= mostBytes);
    return this.#deps.commits.make(feed, isLong ? undefined : commit?.row);
  }

  /** Moves the head when nobody else did. */
  #move({ principal, head, feed }: Moving, { row }: ServedCommit): Promise<boolean> {
    const { store, now } = this.#deps;
    const begins = head !== undefined && row.parent === null && row.commit !== head.commit;
    const next: FeedHead = {
      principal,
      commit: row.commit,
      etag: row.etag,
      // A new history holds what is served now and nothing else.
      holds_killed: false,
      is_reset: begins || (head?.is_reset ?? false),
      updated_at: new Date(now()),
    };
    return store.keep(async (tx) => {
      if (!(await mayBeServed(tx, feed)) || !(await moveHead(tx, head, next))) return false;
      await keepCommit(tx, row);
      return true;
    });
  }
}
