import type { Readable } from 'node:stream';
import type { Intent } from '../http/intent.ts';
import type { Principal } from '../http/principal.ts';
import type { Timers } from '../http/timers.ts';
import type { SystemStore } from '../store/system-store.ts';
import { answer, supersede } from './answer.ts';
import { cancelStored } from './cancel.ts';
import { type Enqueued, enqueue } from './enqueue.ts';
import { jobFinished, jobNotFound } from './errors.ts';
import { eventStream } from './events/event-stream.ts';
import { eventsAfter, latestEvents, stepsOf } from './events/repository.ts';
import { Watchers } from './events/watchers.ts';
import {
  isFinished,
  type Job,
  type JobDraft,
  type JobEvent,
  type JobEventType,
  type JobHandler,
  type JobStep,
} from './job.ts';
import { type Depth, type JobFilter, listJobs, queueDepth, unfinishedJobs } from './list-repository.ts';
import { findJob } from './repository.ts';
import { Runner, type RunnerDeps } from './runner.ts';

/** What jobs need from outside. `random` is uniform in 0..1. */
export interface JobsDeps extends Pick<RunnerDeps, 'slots'> {
  readonly store: SystemStore;
  readonly now: () => number;
  readonly random: () => number;
  readonly timers: Timers;
  readonly log: (message: string, error?: unknown) => void;
}

/** Who asks; only admins see the jobs of others. */
type Asker = Pick<Principal, 'userId' | 'isAdmin'>;
type Tx = SystemStore['read'];
type Withdrawn = (job: Job) => Promise<void>;

/** What somebody says to a job that asks. */
interface Answer {
  readonly accept: boolean;
  readonly intent: Intent;
}

/** Work that outlives a request: kept in the system database, taken up again after a crash. */
export class Jobs implements AsyncDisposable {
  readonly #deps: JobsDeps;
  readonly #runner: Runner;
  readonly #watchers = new Watchers();
  readonly #withdrawn = new Map<string, Withdrawn>();
  readonly #closing = new AbortController();

  constructor(deps: JobsDeps) {
    this.#deps = deps;
    this.#runner = new Runner({ ...deps, changed: (job) => this.#watchers.ring(job) });
  }

  /** Says who does the jobs of this kind, and who hears of those whose question ended without a yes; without handler they wait. */
  handle(kind: string, handler: JobHandler, withdrawn?: Withdrawn): void {
    if (withdrawn) this.#withdrawn.set(kind, withdrawn);
    this.#runner.handle(kind, handler);
  }

  /** The kinds somebody does here. */
  kinds(): readonly string[] {
    return this.#runner.kinds();
  }

  /** Looks for work that was queued beside `enqueue`. */
  wake(): void {
    this.#runner.wake();
  }

  /** While jobs are held none begins; they wait in the queue. */
  hold(isHeld: boolean): void {
    this.#runner.hold(isHeld);
  }

  /** Takes up what a dead process left behind, then whatever is due. */
  start(): void {
    this.#runner.start();
  }

  /** Queues a job. With an intent the audit row is in the same transaction. */
  async enqueue(draft: JobDraft, intent?: Intent): Promise<Enqueued> {
    const { store, now } = this.#deps;
    const add = (tx: Tx) => enqueue(tx, draft, now());
    const enqueued = await (intent ? store.write(intent, add) : store.keep(add));
    this.#runner.wake();
    return enqueued;
  }

  async list(asker: Asker, filter: Omit<JobFilter, 'createdBy'>): Promise<readonly Job[]> {
    const own = asker.isAdmin ? {} : { createdBy: asker.userId };
    return await listJobs(this.#deps.store.read, { ...filter, ...own });
  }

  /** What is going on with jobs of a kind, whoever wants them, and how far each has come. */
  async unfinished(
    kind: string,
  ): Promise<readonly { readonly job: Job; readonly steps: readonly JobStep[] }[]> {
    const { read } = this.#deps.store;
    const jobs = await unfinishedJobs(read, kind);
    return await Promise.all(jobs.map(async (job) => ({ job, steps: await stepsOf(read, job.id) })));
  }

  /** How full the queue is, by lane. */
  async depth(): Promise<readonly Depth[]> {
    return await queueDepth(this.#deps.store.read);
  }

  /** The job, or an error that does not tell whether it exists at all. */
  async get(asker: Asker, id: string): Promise<Job> {
    return visible(await findJob(this.#deps.store.read, id), { asker, id });
  }

  /** Ends a waiting job at once; asks a running one to stop. */
  async cancel(asker: Asker, id: string, intent: Intent): Promise<void> {
    const at = new Date(this.#deps.now());
    const before = await this.#deps.store.write(intent, async (tx) => {
      const job = visible(await findJob(tx, id), { asker, id });
      if (isFinished(job.status)) throw jobFinished({ job: id, job_status: job.status });
      await cancelStored(tx, job, at);
      return job;
    });
    this.#watchers.ring(id);
    this.#runner.cancel(id);
    if (before.confirm) await this.#withdrawn.get(before.kind)?.(before);
  }

  /** Answers what a job asks: after a yes it is queued again, after a no it ends as cancelled. */
  async confirm(asker: Asker, id: string, { accept, intent }: Answer): Promise<Job> {
    const at = new Date(this.#deps.now());
    const [before, answered] = await this.#deps.store.write(intent, async (tx) => {
      const job = visible(await findJob(tx, id), { asker, id });
      return [job, await answer(tx, job, { accept, at })] as const;
    });
    this.#watchers.ring(id);
    this.#runner.wake();
    if (!accept) await this.#withdrawn.get(before.kind)?.(before);
    return answered;
  }

  /** Ends jobs that still wait for a yes to what is overtaken. */
  async supersede(ids: readonly string[]): Promise<void> {
    const at = new Date(this.#deps.now());
    if (ids.length > 0) await this.#deps.store.keep((tx) => supersede(tx, ids, at));
    for (const id of ids) this.#watchers.ring(id);
  }

  async events(asker: Asker, id: string, after: number): Promise<readonly JobEvent[]> {
    await this.get(asker, id);
    return await eventsAfter(this.#deps.store.read, id, after);
  }

  /** The last events of a type, oldest first. */
  async latest(
    asker: Asker,
    id: string,
    { type, limit }: { readonly type: JobEventType; readonly limit: number },
  ): Promise<readonly JobEvent[]> {
    await this.get(asker, id);
    return await latestEvents(this.#deps.store.read, id, { type, limit });
  }

  /** The events behind `after` as they come, until the job ends or somebody goes away. */
  async follow(
    asker: Asker,
    id: string,
    { after, signal }: { readonly after: number; readonly signal: AbortSignal },
  ): Promise<Readable> {
    await this.get(asker, id);
    const { store, timers } = this.#deps;
    return eventStream({
      after,
      timers,
      signal: AbortSignal.any([signal, this.#closing.signal]),
      read: (seen) => eventsAfter(store.read, id, seen),
      isOver: async () => isFinished((await this.get(asker, id)).status),
      watch: (callback) => this.#watchers.watch(id, callback),
    });
  }

  /** Claims nothing more, asks handlers to let go and gives them five seconds. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#runner[Symbol.asyncDispose]();
  }
}

const visible = (job: Job | undefined, { asker, id }: { asker: Asker; id: string }): Job => {
  if (!job || !(asker.isAdmin || job.createdBy === asker.userId)) throw jobNotFound({ job: id });
  return job;
};
