import type { Kysely } from 'kysely';
import { enqueue } from '../jobs/enqueue.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { findQueued } from '../jobs/repository.ts';
import { crashPoint } from '../store/crash-point.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import type { Pace } from './pace.ts';
import { pushedRun } from './pushed-run.ts';
import { knownDeliveries, putDeliveries } from './repository.ts';

/** A delivery whose body is safe on disk. */
export interface NewDelivery {
  readonly source: { readonly id: string; readonly slug: string };
  readonly id: string;
  readonly event: string;
  readonly target?: string;
  /** Inside the folder that the source keeps. */
  readonly path: string;
  /** Milliseconds UTC. */
  readonly receivedAt: number;
  /** One that came after this moment is the same one. */
  readonly since: number;
}

/** What became of a delivery. */
export interface Taken {
  readonly isDuplicate: boolean;
  readonly jobId?: string;
}

interface IntakeDeps {
  readonly store: Pick<SystemStore, 'keep'>;
  readonly jobs: Pick<Jobs, 'wake'>;
  readonly pace: Pick<Pace, 'nextRun'>;
  readonly now: () => number;
}

interface Waiting {
  readonly delivery: NewDelivery;
  readonly done: PromiseWithResolvers<Taken>;
}

/** Most deliveries of one commit. */
const widest = 200;

/** Makes deliveries true, and the job that reads them: in one transaction, together with those that came meanwhile. */
export class Intake {
  readonly #deps: IntakeDeps;
  #waiting: Waiting[] = [];
  #working = false;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /** Resolves when the delivery cannot be lost any more. */
  take(delivery: NewDelivery): Promise<Taken> {
    const done = Promise.withResolvers<Taken>();
    this.#waiting.push({ delivery, done });
    if (!this.#working) void this.#work();
    return done.promise;
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, widest));
    this.#working = false;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { store, jobs } = this.#deps;
    try {
      const taken = await store.keep(async (tx) => {
        const all = await this.#takeAll(tx, batch);
        crashPoint('webhook.taken');
        return all;
      });
      crashPoint('webhook.committed');
      for (const { delivery, done } of batch) done.resolve(taken.get(delivery) ?? { isDuplicate: true });
      jobs.wake();
    } catch (cause) {
      for (const { done } of batch) done.reject(cause);
    }
  }

  async #takeAll(tx: Kysely<Tables>, batch: readonly Waiting[]): Promise<ReadonlyMap<NewDelivery, Taken>> {
    const taken = new Map<NewDelivery, Taken>();
    const bySource = Map.groupBy(
      batch.map(({ delivery }) => delivery),
      ({ source }) => source.id,
    );
    for (const deliveries of bySource.values()) {
      for (const [delivery, outcome] of await this.#takeOf(tx, deliveries)) taken.set(delivery, outcome);
    }
    return taken;
  }

  async #takeOf(tx: Kysely<Tables>, deliveries: readonly NewDelivery[]) {
    const [first] = deliveries;
    if (!first) return [];
    const { source } = first;
    const known = await knownDeliveries(
      tx,
      source.id,
      deliveries.map(({ id }) => id),
    );
    const fresh = new Map<string, NewDelivery>();
    for (const delivery of deliveries) {
      const before = known.get(delivery.id);
      const isKnown = before !== undefined && before.received_at.getTime() > delivery.since;
      if (!isKnown && !fresh.has(delivery.id)) fresh.set(delivery.id, delivery);
    }
    const jobId = fresh.size > 0 ? await this.#job(tx, source) : undefined;
    await putDeliveries(
      tx,
      source.id,
      [...fresh.values()].map((delivery) => rowOf(delivery, jobId)),
    );
    return deliveries.map((delivery) => {
      const isDuplicate = fresh.get(delivery.id) !== delivery;
      const job = isDuplicate ? (known.get(delivery.id)?.job_id ?? jobId) : jobId;
      return [delivery, { isDuplicate, ...(job && { jobId: job }) }] as const;
    });
  }

  /** A job that waits reads what comes while it waits; one that waits for its next attempt is not disturbed. */
  async #job(tx: Kysely<Tables>, source: NewDelivery['source']): Promise<string> {
    const { pace, now } = this.#deps;
    const draft = pushedRun(source);
    const waiting = await findQueued(tx, draft.coalesceKey);
    if (waiting && waiting.attempt > 0) return waiting.id;
    return (await enqueue(tx, { ...draft, runAfter: pace.nextRun(source.slug) }, now())).job.id;
  }
}

const rowOf = (
  { id, receivedAt, event, target, path }: NewDelivery,
  jobId: string | undefined,
): Parameters<typeof putDeliveries>[2][number] => ({
  delivery_id: id,
  received_at: new Date(receivedAt),
  event,
  target: target ?? null,
  body_path: path,
  status: 'queued',
  job_id: jobId ?? null,
  processed_at: null,
  attempts: 0,
});
