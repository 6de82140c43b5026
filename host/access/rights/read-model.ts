import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { readChangeLog, touchedSince } from '../change-log.ts';
import { accessSize, loadAccess, loadTouched } from './repository.ts';
import { Rights } from './rights.ts';

/** Keeps the rights in memory as they are committed; before the first `refresh` nobody has any. */
export class ReadModel {
  readonly #store: Pick<SystemStore, 'read'>;
  #rights: Rights;
  #last: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor({ store, now }: { store: Pick<SystemStore, 'read'>; now: () => number }) {
    this.#store = store;
    this.#rights = Rights.none(now);
  }

  get rights(): Rights {
    return this.#rights;
  }

  /**
   * Takes into account what is committed; nothing is read when that holds the given version already.
   *
   * One reading after the other: an older one that ends late must not replace a newer one. Whoever comes while one
   * is waiting to begin shares it.
   */
  refresh(version = Number.POSITIVE_INFINITY): Promise<void> {
    if (version <= this.#rights.version) return Promise.resolve();
    if (this.#waiting !== undefined) return this.#waiting;
    const reading = this.#last.then(() => {
      this.#waiting = undefined;
      return this.#read();
    });
    this.#waiting = reading;
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  /** Has somebody told each time rights may have changed, before whoever changed them is answered. Must not throw. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async #read(): Promise<void> {
    const snapshot = this.#store.read.transaction();
    this.#rights = await snapshot.execute((tx) => newerOf(this.#rights, tx));
    for (const listener of this.#listeners) listener();
  }
}

const newerOf = async (before: Rights, db: Kysely<Tables>): Promise<Rights> => {
  const log = await readChangeLog(db);
  const touched = touchedSince(log, before.version);
  if (touched) {
    const after = before.reread(await loadTouched(db, touched), touched, log.version);
    // A change that nobody noted would have no effect until the next start; counting is cheap and tells of most.
    if (isDeepStrictEqual(after.size, await accessSize(db))) return after;
  }
  return before.read(await loadAccess(db), log.version);
};
