import type { Timers } from '../../http/timers.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { QueryLogEntry } from '../query-log.ts';
import { insertQueries, type LoggedRow, loggedQueries, type QueryFilter } from './repository.ts';

/** What the log of queries needs. */
export interface QueryLogDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly timers: Timers;
  /** Told when entries could not be written, or had to be given up. */
  readonly log: (message: string, error?: unknown) => void;
}

/** How long an entry waits for others at most, in milliseconds. */
const patienceMs = 1_000;
/** Entries in one transaction. */
const batch = 200;
/** Entries that wait at most, when the store takes none. */
const mostWaiting = 10_000;

/** Every statement that was asked, kept. Nobody waits for it: entries are written in batches, soon after. */
export class QueryLog implements AsyncDisposable {
  readonly #deps: QueryLogDeps;
  #waiting: QueryLogEntry[] = [];
  #written: Promise<void> = Promise.resolve();
  #callOff: (() => void) | undefined;

  constructor(deps: QueryLogDeps) {
    this.#deps = deps;
  }

  /** Takes an entry. Never throws. */
  note(entry: QueryLogEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      this.#deps.log('The oldest entry of the query log was given up: too many wait.');
    }
    if (this.#waiting.length === batch) void this.flush();
    else this.#callOff ??= this.#deps.timers.after(patienceMs, () => void this.flush());
  }

  /** Resolves when what was noted so far is written, or could not be. */
  flush(): Promise<void> {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#written = this.#written.then(() => this.#write());
    return this.#written;
  }

  /** Statements that fit, newest first, those just ended among them. */
  async list(filter: QueryFilter): Promise<readonly LoggedRow[]> {
    await this.flush();
    return loggedQueries(this.#deps.store.read, filter);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  async #write(): Promise<void> {
    const { store, timers, log } = this.#deps;
    while (this.#waiting.length > 0) {
      const entries = this.#waiting.splice(0, batch);
      try {
        await store.keep((tx) => insertQueries(tx, entries));
      } catch (error) {
        log('The query log could not be written; it is tried again.', error);
        this.#waiting.unshift(...entries);
        this.#callOff ??= timers.after(patienceMs, () => void this.flush());
        return;
      }
    }
  }
}
