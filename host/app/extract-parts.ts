import { RemotePolicy } from '../extract/remote/remote-policy.ts';
import type { SyncRuns } from '../extract/sync-runs.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Registry } from '../registry/registry.ts';
import type { Outside } from './outside.ts';

/* What takes extracts in that others wrote. */

export const remotePolicyOf = ({
  attachLists,
  plugins,
  registry,
}: Outside & { readonly registry: Registry }) =>
  new RemotePolicy({ lists: attachLists, registry, connectors: plugins });

/** Kind of the jobs that look for extract folders. */
export const discoverExtractsKind = 'maintenance.discover-extracts';

/** A look at all extract folders, for a schedule. */
export const extractDiscovery =
  (runs: Pick<SyncRuns, 'discoverExtracts'>): JobHandler =>
  async ({ signal }) => {
    const looks = await runs.discoverExtracts({ signal });
    const taken = looks.filter(({ state }) => state === 'taken').length;
    return { status: 'succeeded', result: { sources: looks.length, taken } };
  };

/** Folders that were put there while the host was down are looked at now, not within the hour. */
export const discoverAtStart = async (jobs: Pick<Jobs, 'enqueue'>): Promise<void> => {
  await jobs.enqueue({ kind: discoverExtractsKind, params: {}, coalesceKey: discoverExtractsKind });
};
