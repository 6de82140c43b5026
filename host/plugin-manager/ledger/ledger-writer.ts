import type { Kysely } from 'kysely';
import type { Timers } from '../../http/timers.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { insertCalls, keepNewestCalls } from './call-repository.ts';
import { addErrors, type ErrorGroup, keepNewestErrors } from './error-repository.ts';
import { keptCall } from './kept-call.ts';
import type { PluginMetrics } from './plugin-metrics.ts';
import { addUse, type UseCount } from './use-repository.ts';
import { Waiting } from './waiting.ts';

/** What writing the ledger takes. */
export interface LedgerWriting {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly timers: Timers;
  readonly metrics: PluginMetrics;
  /** Told when something could not be written, or had to be given up. */
  readonly log: (message: string, error?: unknown) => void;
}

/** How long something waits for others at most, in milliseconds. */
const patienceMs = 1_000;
/** Calls in one transaction. */
const batch = 200;
/** Calls that are kept at most. */
const mostKept = 20_000;
/** Groups of failures that are kept at most. */
const mostGroups = 5_000;
/** Rows after which it is looked whether there are too many. */
const pruneEvery = 1_000;

/** Writes down what waits, in batches, soon after. What there is no room for is counted. */
export class LedgerWriter implements AsyncDisposable {
  readonly waiting: Waiting;
  readonly #deps: LedgerWriting;
  readonly #scrub: (text: string) => string;
  #written: Promise<void> = Promise.resolve();
  #callOff: (() => void) | undefined;
  #sincePruned = 0;
  #dropped = 0;

  /** `scrub` takes the secrets out that are known. */
  constructor(deps: LedgerWriting, scrub: (text: string) => string) {
    this.#deps = deps;
    this.#scrub = scrub;
    this.waiting = new Waiting((what) => this.#drop(what));
  }

  /** How much there was no room for since the host started. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Something waits. */
  soon(): void {
    if (this.waiting.calls.length >= batch) void this.flush();
    else this.#callOff ??= this.#deps.timers.after(patienceMs, () => void this.flush());
  }

  /** Resolves when what was noted so far is written, or could not be. */
  flush(): Promise<void> {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#written = this.#written.then(() => this.#write());
    return this.#written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  async #write(): Promise<void> {
    const { store, timers, log } = this.#deps;
    while (!this.waiting.isEmpty) {
      const { calls, errors, uses } = this.waiting;
      const rows = calls.splice(0, batch).map((noted) => keptCall(noted, this.#scrub));
      const [failures, used] = [[...errors.values()], [...uses.values()]];
      errors.clear();
      uses.clear();
      try {
        await store.keep((tx) => writeAll(tx, { rows, failures, used }));
        await this.#prune(rows.length + failures.length);
      } catch (error) {
        // What plugins did is no reason to hold memory for: it is counted and let go.
        this.#drop('batch');
        log('The ledger of plugins could not be written.', error);
        this.#callOff ??= timers.after(patienceMs, () => void this.flush());
        return;
      }
    }
  }

  async #prune(added: number): Promise<void> {
    this.#sincePruned += added;
    if (this.#sincePruned < pruneEvery) return;
    this.#sincePruned = 0;
    await this.#deps.store.keep(async (tx) => {
      await keepNewestCalls(tx, mostKept);
      await keepNewestErrors(tx, mostGroups);
    });
  }

  #drop(what: string): void {
    const { metrics, log } = this.#deps;
    metrics.dropped(what);
    // Said once: the number tells the rest.
    if (this.#dropped === 0) log('The ledger of plugins has no room; what is left out is counted.');
    this.#dropped += 1;
  }
}

interface Batch {
  readonly rows: readonly ReturnType<typeof keptCall>[];
  readonly failures: readonly ErrorGroup[];
  readonly used: readonly UseCount[];
}

const writeAll = async (tx: Kysely<Tables>, { rows, failures, used }: Batch): Promise<void> => {
  if (rows.length > 0) await insertCalls(tx, rows);
  for (const group of failures) await addErrors(tx, group);
  for (const use of used) await addUse(tx, use);
};
