import { checkerFor, Type } from '@agnes/sdk';
import type { JobDraft, JobHandler } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { isBuiltIn } from './built-in.ts';
import type { MarketplaceSync } from './marketplace-sync.ts';
import { allMarketplaces } from './repository.ts';
import { onRecord, type SyncOutcome } from './sync-outcome.ts';
import { findingWire } from './wire.ts';

/** Kind of the jobs that bring marketplaces in line with their repositories. */
export const syncKind = 'marketplace.sync';

/** A sync of one marketplace to be queued; one that waits already is used again, and no two run at the same time. */
export const syncDraft = (marketplace: string): JobDraft => ({
  kind: syncKind,
  params: { marketplace },
  lane: 'marketplace',
  coalesceKey: `${syncKind} ${marketplace}`,
  concurrencyKey: `${syncKind} ${marketplace}`,
  // What failed is told and tried again tomorrow, or when somebody asks.
  maxAttempts: 1,
});

const oneOnly = checkerFor(Type.Object({ marketplace: Type.String() }), { compiled: 'later' });

/** What the handler needs. */
interface HandlerDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly sync: Pick<MarketplaceSync, 'run'>;
}

/** Syncs the marketplace of a job; one that names none queues a job for each. */
export const syncHandler =
  ({ store, jobs, sync }: HandlerDeps): JobHandler =>
  async ({ job, signal }) => {
    const wanted = oneOnly(job.params);
    if (wanted.ok) {
      const actor = {
        kind: 'system',
        ...(job.createdBy !== undefined && { userId: job.createdBy }),
      } as const;
      const outcome = await sync.run(wanted.value.marketplace, { actor, signal });
      return { result: outcomeWire(outcome) };
    }
    const queued: string[] = [];
    const more = job.createdBy === undefined ? {} : { createdBy: job.createdBy };
    for (const { id } of (await allMarketplaces(store.read)).filter((one) => !isBuiltIn(one)))
      queued.push((await jobs.enqueue({ ...syncDraft(id), ...more })).job.id);
    return { result: { queued } };
  };

/** The most findings that are told at once. */
const mostTold = 200;

/** What a sync came to, as its job and the API tell it. */
const outcomeWire = ({ id, name, action, commit, count, problems, change }: SyncOutcome) => ({
  id,
  name,
  action,
  commit,
  path: `marketplaces/${id}`,
  plugin_count: count,
  ...(change && { changes: onRecord(change) }),
  problems: problems.slice(0, mostTold).map(findingWire),
});
