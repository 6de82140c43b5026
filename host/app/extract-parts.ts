import type { ExtractFolders } from '../extract/extract-folder.ts';
import { RemotePolicy } from '../extract/remote/remote-policy.ts';
import { RunLog } from '../extract/run-log.ts';
import { ConnectorProbe } from '../extract/source-probe.ts';
import { SyncRuns } from '../extract/sync-runs.ts';
import { SyncTrigger } from '../extract/trigger.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Lake } from '../lake/lake.ts';
import type { Registry } from '../registry/registry.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { Outside } from './outside.ts';

/* What reads sources, and what takes extracts in that others wrote. */

type With<Name extends string, T> = { readonly [Key in Name]: T };

type RunParts = With<'lake', Lake> &
  With<'registry', Registry> &
  With<'folders', ExtractFolders> &
  With<'jobs', Jobs> &
  With<'deliveries', Deliveries> &
  With<'remotePolicy', RemotePolicy>;

export const runsOf = ({
  store,
  now,
  plugins,
  conditions,
  config,
  secrets,
  folders,
  lake,
  registry,
  jobs,
  remotePolicy,
  attachLists,
  deliveries,
  outbound,
}: Outside & RunParts) =>
  new SyncRuns({
    store,
    now,
    lake,
    registry,
    jobs,
    remotePolicy,
    conditions,
    folders,
    secrets,
    deliveries,
    hooks: plugins.hooks,
    connectors: plugins,
    roots: config.files.roots,
    privateAllowed: config.egress.private,
    outbound,
    extensions: attachLists.extensions,
  });

export const connectorsOf = ({
  plugins,
  folders,
  secrets,
  config,
  attachLists,
  outbound,
}: Outside & With<'folders', ExtractFolders>) =>
  new ConnectorProbe({
    connectors: plugins,
    folders,
    secrets,
    roots: config.files.roots,
    privateAllowed: config.egress.private,
    outbound,
    extensions: attachLists.extensions,
  });

export const triggerOf = ({ registry, jobs }: With<'registry', Registry> & With<'jobs', Jobs>) =>
  new SyncTrigger({ registry, jobs });

export const runLogOf = ({ store, registry, now }: Outside & With<'registry', Registry>) =>
  new RunLog({ store, registry, now });

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
