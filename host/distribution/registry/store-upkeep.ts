import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import type { SystemStore } from '../../store/system-store.ts';
import {
  forgettable,
  inspectionMs,
  pruneCommits,
  pruneVersions,
  referredContent,
} from './old-version-repository.ts';

/** What keeping the store small needs. */
interface UpkeepDeps {
  readonly store: SystemStore;
  readonly versions: VersionStore;
  readonly now: () => number;
  /** Told what could not be removed. */
  readonly log: (message: string, error: unknown) => void;
}

/**
 * Removes versions that nobody needs. Content is removed only while no marketplace is read: what is being read is in
 * the store already, and in no row yet.
 */
export class StoreUpkeep {
  readonly #deps: UpkeepDeps;
  #reading = 0;
  #isWanted = false;
  #tidying: Promise<void> = Promise.resolve();

  constructor(deps: UpkeepDeps) {
    this.#deps = deps;
  }

  /** Reads marketplaces while nothing is removed; the last to end removes. */
  async whileReading<T>(read: () => Promise<T>): Promise<T> {
    this.#reading += 1;
    try {
      await this.#tidying;
      return await read();
    } finally {
      this.#reading -= 1;
      await this.tidy();
    }
  }

  /** Builds something out of content while none is removed; what was to be removed meanwhile goes afterwards. */
  async whileBuilding<T>(build: () => Promise<T>): Promise<T> {
    this.#reading += 1;
    try {
      await this.#tidying;
      return await build();
    } finally {
      this.#reading -= 1;
      // Whoever waits for what was built has nothing to do with it.
      if (this.#isWanted) void this.tidy();
    }
  }

  /** Removes what can go, unless something is read just now. */
  async tidy(): Promise<void> {
    this.#isWanted = true;
    if (this.#reading > 0) return;
    this.#isWanted = false;
    const before = this.#tidying;
    // What cannot be removed now can be later; whoever waits for it has work of their own.
    this.#tidying = before
      .then(() => this.#tidy())
      .catch((error: unknown) => this.#deps.log('Old versions of plugins could not be removed.', error));
    await this.#tidying;
  }

  async #tidy(): Promise<void> {
    const { store, versions, now } = this.#deps;
    const at = new Date(now());
    const old = await forgettable(store.read, at);
    if (old.some(({ isRemembered }) => !isRemembered)) await store.keep((tx) => pruneVersions(tx, old));
    await store.keep(pruneCommits);
    await versions.sweep(now() - inspectionMs);
    const needed = await referredContent(store.read, at);
    for (const digest of await versions.digests()) {
      if (!needed.has(digest)) await versions.remove(digest);
    }
  }
}
