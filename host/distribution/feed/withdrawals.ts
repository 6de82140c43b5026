import { pipeline, type Readable, Transform } from 'node:stream';
import type { Feed } from '../../../marketplace/feed/feed.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { servedFrom } from '../registry/served-repository.ts';
import { feedWithdrawn } from './errors.ts';
import type { Histories } from './histories.ts';

interface WithdrawalDeps {
  readonly store: Pick<SystemStore, 'revision'>;
  readonly histories: Pick<Histories, 'isWithdrawn' | 'isFeedWithdrawn'>;
}

/** Cuts answers off that hold what is switched off or quarantined while they are read: a slow reader gets no more of it. */
export class Withdrawals {
  readonly #deps: WithdrawalDeps;

  constructor(deps: WithdrawalDeps) {
    this.#deps = deps;
  }

  /** The archive of a feed, as long as all of it may be read. */
  ofFeed(feed: Feed, source: Readable): Readable {
    return this.#cut(source, () => this.#deps.histories.isFeedWithdrawn(feed));
  }

  /** What git says of a commit, as long as all of its history may be read. */
  ofCommit(commit: string, source: Readable): Readable {
    return this.#cut(source, () => this.#deps.histories.isWithdrawn(commit));
  }

  #cut(source: Readable, isWithdrawn: () => Promise<boolean>): Readable {
    const { store } = this.#deps;
    // At the first bytes, too: it may have been taken out of use since the feed was looked up.
    let known: number | undefined;
    const looked = new Transform({
      transform: (part, _encoding, done) => {
        const revision = store.revision(servedFrom);
        if (revision === known) return done(null, part);
        known = revision;
        isWithdrawn().then((isGone) => (isGone ? done(feedWithdrawn({})) : done(null, part)), done);
      },
    });
    return pipeline(source, looked, () => undefined);
  }
}
