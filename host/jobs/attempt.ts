import type { PlatformError } from '@agnes/sdk';
import { hostStopping, jobCancelled, leaseLost } from './errors.ts';
import { Journal, type JournalDeps } from './events/journal.ts';
import type { Job, JobHandler, Lease } from './job.ts';
import { changeHeld } from './repository.ts';
import { settle } from './settle.ts';
import type { Ending } from './settlement.ts';

/** What an attempt needs. */
export interface AttemptDeps extends JournalDeps {
  readonly random: () => number;
}

/** Milliseconds between two signs of life. */
const heartbeatEvery = 5_000;
/** Milliseconds without a sign of life after which somebody else may take the job. */
export const leaseFor = 30_000;

/** One run of one job under one lease: what its handler does counts only while the lease lives. */
export class Attempt {
  readonly job: Job;
  /** Settles when the outcome is stored; never rejects. */
  readonly done: Promise<void>;
  readonly #lease: Lease;
  readonly #deps: AttemptDeps;
  readonly #journal: Journal;
  readonly #abort = new AbortController();
  #stopBeating = () => {};

  constructor({ job, lease, handler }: { job: Job; lease: Lease; handler: JobHandler }, deps: AttemptDeps) {
    this.job = job;
    this.#lease = lease;
    this.#deps = deps;
    this.#journal = new Journal(lease, deps);
    this.#beatLater();
    this.done = this.#run(handler);
  }

  cancel(): void {
    this.#abort.abort(jobCancelled({}));
  }

  /** The job goes back to the queue as soon as its handler lets go. */
  shutDown(): void {
    this.#abort.abort(hostStopping({}));
  }

  /** Leaves no timer behind although the handler still runs. */
  abandon(): void {
    this.#stopBeating();
    void this.#journal.close();
  }

  async #run(handler: JobHandler): Promise<void> {
    const ending = await this.#endingOf(handler);
    await this.#journal.close();
    this.#stopBeating();
    const { store, now, random, log, changed } = this.#deps;
    try {
      const settled = await store.keep((tx) => settle(tx, this.#lease, { ending, now: now(), random }));
      if (!settled) log(`the outcome of job ${this.job.id} is not accepted: its lease is lost`);
    } catch (error) {
      log(`the outcome of job ${this.job.id} is lost; it is taken up again when its lease expires`, error);
    }
    changed(this.job.id);
  }

  async #endingOf(handler: JobHandler): Promise<Ending> {
    const { signal } = this.#abort;
    try {
      const value = await handler({
        job: this.job,
        signal,
        progress: (progress) => this.#journal.progress(progress),
        event: (type, data) => this.#journal.event(type, data),
      });
      return { how: 'returned', value };
    } catch (error) {
      if ((signal.reason as PlatformError | undefined)?.code === 'host_stopping') return { how: 'shutdown' };
      this.#deps.log(`an attempt of job ${this.job.id} (${this.job.kind}) failed`, error);
      return { how: 'threw', error };
    }
  }

  #beatLater(): void {
    this.#stopBeating = this.#deps.timers.after(heartbeatEvery, () => {
      this.#beatLater();
      void this.#beat();
    });
  }

  async #beat(): Promise<void> {
    const { store, now, log } = this.#deps;
    const signs = { heartbeat_at: new Date(now()), lease_expires_at: new Date(now() + leaseFor) };
    try {
      const held = await store.keep((tx) => changeHeld(tx, this.#lease, signs));
      if (!held) this.#abort.abort(leaseLost({ job: this.job.id }));
    } catch (error) {
      log(`job ${this.job.id} could not renew its lease`, error);
    }
  }
}
