import { syncKind } from '../distribution/registry/sync-job.ts';
import { dueRun, scheduledRun, syncRunKind } from '../extract/trigger.ts';
import { systemTimers } from '../http/timers.ts';
import { findUserByEmail } from '../identity/users/repository.ts';
import { schedulerEmail } from '../identity/users/service-users.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { DefaultSchedule, ScheduleCall } from '../jobs/schedules/schedule.ts';
import { Schedules } from '../jobs/schedules/schedules.ts';
import { spaceOf } from '../store/free-space.ts';
import { discoverExtractsKind } from './extract-parts.ts';
import { groupSyncKind, groupSyncManner } from './group-sync-job.ts';
import { memoryExpiryKind } from './memory-parts.ts';
import type { Outside } from './outside.ts';
import { pluginManners } from './plugin-job-parts.ts';
import { pluginCheckKind, pluginCleanKind, pluginStoreManner } from './plugin-store-parts.ts';
import { ReadOnly } from './read-only.ts';
import type { SchedulerSettings } from './scheduler-settings.ts';

/** Milliseconds after a start in which nothing is called, so that what ends at once does not call again and again. */
export const startGrace = 60_000;

export const schedulesOf = ({
  store,
  conditions,
  now,
  random,
  jobs,
  scheduler,
  plugins,
}: Outside & { jobs: Jobs }) =>
  new Schedules({
    store,
    conditions,
    now,
    random,
    jobs,
    owner: async () => (await findUserByEmail(store.read, schedulerEmail))?.id ?? 'system:scheduler',
    // Asked for anew each time: plugins may have been replaced.
    get manners() {
      return {
        ...pluginManners(plugins),
        [syncRunKind]: scheduledRun,
        [groupSyncKind]: () => groupSyncManner,
        [pluginCleanKind]: () => pluginStoreManner,
        [pluginCheckKind]: () => pluginStoreManner,
      };
    },
    calls,
    lateness: startGrace + 2 * scheduler.tickSeconds * 1000,
  });

export const readOnlyOf = ({ dataDir, conditions, log, jobs }: Outside & { jobs: Jobs }) =>
  new ReadOnly({ space: () => spaceOf(dataDir), jobs, conditions, log, timers: systemTimers });

/** Requests by which a scheduler outside does the same. */
const calls: Readonly<Record<string, ScheduleCall>> = {
  'data-refresh': { method: 'POST', path: '/api/sync/trigger', timeoutS: 120 },
  marketplaces: { method: 'POST', path: '/api/marketplaces/sync-all', timeoutS: 900 },
  'health-check': { method: 'GET', path: '/api/health', timeoutS: 30 },
};

/** What recurs in every instance. */
export const defaultSchedules = (settings: SchedulerSettings): readonly DefaultSchedule[] => {
  const one = (id: string, kind: string, spec: string): DefaultSchedule => ({
    id,
    kind,
    target: '',
    spec,
    catchUp: 'once',
  });
  return [
    { ...one('data-refresh', syncRunKind, settings.dataRefresh), payload: dueRun },
    one('health-check', 'maintenance.health-check', settings.healthCheck),
    one('marketplaces', syncKind, 'daily 03:00'),
    one('google.group-sync', groupSyncKind, 'every 1h'),
    one('discover-extracts', discoverExtractsKind, 'every 1h'),
    one('retention', 'maintenance.retention', 'daily 02:30'),
    one('backup', 'maintenance.backup', 'every 1h'),
    one('store-verify', 'maintenance.store-verify', 'daily 05:00'),
    one('memory-expiry', memoryExpiryKind, 'daily 01:30'),
    one('plugin-store-clean', pluginCleanKind, 'daily 04:00'),
    one('plugin-store-verify', pluginCheckKind, 'daily 04:30'),
  ];
};
