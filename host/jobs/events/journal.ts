import type { Timers } from '../../http/timers.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { JobProgress, Lease } from '../job.ts';
import { changeHeld, findHeld } from '../repository.ts';
import { appendEvents, type NewEvent } from './repository.ts';

/** What a journal needs. */
export interface JournalDeps {
  readonly store: Pick<SystemStore, 'keep'>;
  readonly now: () => number;
  readonly timers: Timers;
  readonly log: (message: string, error?: unknown) => void;
  /** Called after something of the job was stored. */
  readonly changed: (job: string) => void;
}

const progressEvery = 500;

/** What a running job tells, stored in order and as long as its lease lives; progress at most twice a second. */
export class Journal {
  readonly #lease: Lease;
  readonly #deps: JournalDeps;
  #waiting: NewEvent[] = [];
  #latest: JobProgress | undefined;
  #calmDown: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(lease: Lease, deps: JournalDeps) {
    this.#lease = lease;
    this.#deps = deps;
  }

  event(type: 'table' | 'log', data: unknown): void {
    if (!this.#closed) this.#add({ type, data });
  }

  progress(progress: JobProgress): void {
    if (this.#closed) return;
    this.#latest = progress;
    if (!this.#calmDown) this.#tellProgress();
  }

  /** Stores what is left; nothing told later is kept. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#calmDown?.();
    if (this.#latest) this.#add({ type: 'progress', data: this.#latest });
    this.#latest = undefined;
    await this.#writing;
  }

  #tellProgress(): void {
    this.#calmDown = undefined;
    if (!this.#latest) return;
    this.#add({ type: 'progress', data: this.#latest });
    this.#latest = undefined;
    this.#calmDown = this.#deps.timers.after(progressEvery, () => this.#tellProgress());
  }

  #add(event: NewEvent): void {
    this.#waiting.push(event);
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#write(batch).catch((error) => this.#deps.log('events of a job are lost', error));
    }
    this.#writing = undefined;
  }

  async #write(batch: readonly NewEvent[]): Promise<void> {
    const { store, now, changed } = this.#deps;
    const progress = batch.findLast(({ type }) => type === 'progress');
    await store.keep(async (tx) => {
      if (!(await findHeld(tx, this.#lease))) return;
      await appendEvents(tx, { id: this.#lease.id, at: new Date(now()) }, batch);
      if (progress) await changeHeld(tx, this.#lease, { progress: JSON.stringify(progress.data) });
    });
    changed(this.#lease.id);
  }
}
