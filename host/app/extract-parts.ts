import { RemotePolicy } from '../extract/remote/remote-policy.ts';
import type { SyncRuns } from '../extract/sync-runs.ts';
import type { JobHandler } from '../jobs/job.ts';
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
export const discoverExtractsKind = 'maintenance.discover_extracts';

/** A look at all extract folders, for a schedule. */
export const extractDiscovery =
  (runs: SyncRuns): JobHandler =>
  async () => {
    const looks = await runs.discoverExtracts();
    const taken = looks.filter(({ state }) => state === 'taken').length;
    return { status: 'succeeded', result: { sources: looks.length, taken } };
  };

/** The same for a host without such a schedule: after the start and every hour. */
export const extractUpkeep = (runs: Pick<SyncRuns, 'discoverExtracts'>) => ({
  extracts: async () => {
    await runs.discoverExtracts();
  },
});
