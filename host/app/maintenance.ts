import { join } from 'node:path';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import type { SyncRuns } from '../extract/sync-runs.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { Lake } from '../lake/lake.ts';
import { type DamagedTable, verifyFiles } from '../lake/verify-files.ts';
import type { QueryJobs } from '../query/jobs/query-jobs.ts';
import type { Registry } from '../registry/registry.ts';
import { takeBackup } from '../store/backups.ts';
import type { Conditions, Fault } from '../store/conditions.ts';
import { setInstanceState } from '../store/instance-state.ts';
import { prune } from '../store/retention.ts';
import { pruneEvents } from '../webhooks/event-retention.ts';
import { discoverExtractsKind, extractDiscovery } from './extract-parts.ts';
import { memoryExpiry, memoryExpiryKind } from './memory-parts.ts';
import type { Outside } from './outside.ts';
import { staleSources } from './stale-sources.ts';

/** What keeping the house takes. */
export interface MaintenanceParts
  extends Pick<Outside, 'store' | 'conditions' | 'config' | 'dataDir' | 'now' | 'plugins'> {
  readonly registry: Pick<Registry, 'tables' | 'sources'>;
  readonly folders: Pick<ExtractFolders, 'kept'>;
  readonly lake: Pick<Lake, 'lease' | 'published'>;
  readonly runs: Pick<SyncRuns, 'discoverExtracts'>;
  readonly queryJobs: Pick<QueryJobs, 'sweep'>;
  /** Who keeps the store of plugins in order. */
  readonly pluginSweep: Readonly<Record<string, JobHandler>>;
}

/** Who does the jobs that keep the host in order, by kind. */
export const maintenanceHandlers = (parts: MaintenanceParts): Readonly<Record<string, JobHandler>> => ({
  'maintenance.health-check': healthCheck(parts),
  'maintenance.retention': retention(parts),
  'maintenance.backup': backup(parts),
  'maintenance.store-verify': storeVerify(parts),
  [memoryExpiryKind]: memoryExpiry(parts),
  [discoverExtractsKind]: extractDiscovery(parts.runs),
  ...parts.pluginSweep,
});

const healthCheck =
  ({ store, conditions, registry, lake, now }: MaintenanceParts): JobHandler =>
  async () => {
    const at = new Date(now());
    await store.keep((tx) => setInstanceState(tx, { key: 'write_canary', value: at.toISOString(), at }));
    const synced = new Map(lake.published().map(({ id, lastSync }) => [id, lastSync]));
    const stale = staleSources(await registry.tables(), { now: now(), lastSync: (id) => synced.get(id) });
    await show(conditions, { code: 'source_stale', faults: stale });
    return { result: { stale: stale.length, conditions: (await conditions.open()).length } };
  };

const retention =
  ({ store, config, now, plugins, registry, folders, queryJobs }: MaintenanceParts): JobHandler =>
  async () => {
    const rows = await prune(store, { now: now(), days: config.state.retention });
    const events = await pruneEvents({ plugins, registry, folders, store, now });
    return { result: { ...rows, ...events, ...(await queryJobs.sweep()) } };
  };

const backup =
  ({ store, conditions, dataDir, now }: MaintenanceParts): JobHandler =>
  async () => {
    try {
      const result = await takeBackup({ store, now, folder: join(dataDir, 'state') });
      await conditions.clear('state', 'backup', 'backup_failed');
      return { result };
    } catch (cause) {
      await conditions.raise({
        subjectType: 'state',
        subjectId: 'backup',
        code: 'backup_failed',
        severity: 'error',
        why: `The system database could not be copied: ${cause instanceof Error ? cause.message : String(cause)}`,
        remedy: 'Check free space and access rights of DATA_DIR/state/backups; the next hour tries again.',
      });
      throw cause;
    }
  };

const storeVerify =
  ({ lake, conditions }: MaintenanceParts): JobHandler =>
  async ({ signal, progress }) => {
    const { files, damaged, sound } = await verifyFiles({
      lease: () => lake.lease(),
      signal,
      progress: (done, total) => progress({ done, total, unit: 'tables' }),
    });
    await show(conditions, { code: 'table_damaged', faults: damaged.map(damagedFault) });
    const result = {
      files,
      sound: sound.length,
      damaged: damaged.map(({ name, reason }) => ({ name, reason })),
    };
    return { status: damaged.length > 0 ? 'partial' : 'succeeded', result };
  };

const damagedFault = ({ id, name, sourceSlug, reason }: DamagedTable): Fault => ({
  subjectType: 'table',
  subjectId: id,
  code: 'table_damaged',
  severity: 'error',
  why: `The table "${name}" is damaged: ${reason}.`,
  remedy: `Restore the file from a backup, or read the source "${sourceSlug}" anew: POST /api/sync/trigger {"connection":"${sourceSlug}","force":true}.`,
});

/** Opens what is found and ends what is no longer; both under one code. */
const show = async (
  conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>,
  { code, faults }: { readonly code: string; readonly faults: readonly Fault[] },
): Promise<void> => {
  for (const fault of faults) await conditions.raise(fault);
  const holds = new Set(faults.map(({ subjectId }) => subjectId));
  const open = (await conditions.open()).filter((condition) => condition.code === code);
  for (const { subjectType, subjectId } of open.filter((one) => !holds.has(one.subjectId))) {
    await conditions.clear(subjectType, subjectId, code);
  }
};
