import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { syncFailed } from './errors.ts';
import type { MarketplaceView } from './marketplace.ts';
import { findMarketplace } from './repository.ts';
import { syncDraft } from './sync-job.ts';

/** What asking for syncs needs. */
interface RequestDeps {
  readonly store: SystemStore;
  readonly jobs: Pick<Jobs, 'wake' | 'follow' | 'get'>;
  readonly now: () => number;
}

/** Who asks, and for how long. */
export interface Asking {
  readonly principal: Principal;
  readonly intent: Intent;
  readonly signal: AbortSignal;
}

/** Syncs that somebody asks for: always a job, which may be waited for. */
export class SyncRequests {
  readonly #deps: RequestDeps;

  constructor(deps: RequestDeps) {
    this.#deps = deps;
  }

  /** Queues a sync of each, with one audit row for all. */
  async queue(views: readonly MarketplaceView[], { principal, intent }: Asking): Promise<readonly Job[]> {
    const { store, jobs, now } = this.#deps;
    const by = { createdBy: principal.userId };
    const queued = await store.write(intent, async (tx) => {
      const made: Job[] = [];
      for (const { row } of views) made.push((await enqueue(tx, { ...syncDraft(row.id), ...by }, now())).job);
      return made;
    });
    jobs.wake();
    return queued;
  }

  /** Waits for a sync; answers what it came to, and throws when it failed. */
  async result(marketplace: string, job: string, { principal, signal }: Asking): Promise<unknown> {
    const { jobs, store } = this.#deps;
    const asker = { ...principal, isAdmin: true };
    for await (const _ of await jobs.follow(asker, job, { after: 0, signal }));
    const { status, result, error } = await jobs.get(asker, job);
    if (status === 'succeeded') return result;
    const reason = (await findMarketplace(store.read, marketplace))?.last_error ?? error?.message;
    const told = reason ?? 'its job was cancelled or is not over.';
    throw syncFailed({ marketplace, reason: told, next: `Look at the job ${job}.` });
  }
}
