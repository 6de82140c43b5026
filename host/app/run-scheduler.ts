import type { ServiceSchedule } from '@agnes/sdk';
import { systemTimers } from '../http/timers.ts';
import type { GroupSyncs } from '../identity/groups/group-syncs.ts';
import { everySeconds } from '../jobs/clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { ListedSchedule } from '../jobs/schedules/schedule.ts';
import type { Schedules } from '../jobs/schedules/schedules.ts';
import type { ScheduleSync } from '../plugin-jobs/schedule-sync.ts';
import { discoverAtStart } from './extract-parts.ts';
import { handleGroupSync } from './group-sync-job.ts';
import { type MaintenanceParts, maintenanceHandlers } from './maintenance.ts';
import type { Outside } from './outside.ts';
import { defaultSchedules, startGrace } from './schedule-parts.ts';

interface SchedulerParts extends MaintenanceParts, Pick<Outside, 'plugins' | 'scheduler' | 'log'> {
  readonly jobs: Pick<Jobs, 'handle' | 'enqueue'>;
  readonly schedules: Schedules;
  readonly scheduleSync: Pick<ScheduleSync, 'sync'>;
  readonly groupSyncs: Pick<GroupSyncs, 'isNeeded' | 'run'>;
}

/** Declares what recurs, says who does it, and has the scheduler's service go on. */
export const startScheduler = async (parts: SchedulerParts): Promise<AsyncDisposable> => {
  const { jobs, schedules, scheduler, plugins, groupSyncs } = parts;
  for (const schedule of defaultSchedules(scheduler)) await schedules.ensure(schedule);
  await handleGroupSync(jobs, groupSyncs);
  await parts.scheduleSync.sync();
  await discoverAtStart(jobs);
  for (const [kind, handler] of Object.entries(maintenanceHandlers(parts))) jobs.handle(kind, handler);
  let kept = { version: versionOf(plugins), service: await startService(parts) };
  plugins.onSwap(async () => {
    const version = versionOf(plugins);
    if (version === kept.version) return;
    await kept.service[Symbol.asyncDispose]();
    kept = { version, service: await startService(parts) };
  });
  return { [Symbol.asyncDispose]: () => kept.service[Symbol.asyncDispose]() };
};

const versionOf = (plugins: SchedulerParts['plugins']): string | undefined =>
  plugins.services().find(({ id }) => id === 'scheduler')?.version;

const startService = async (parts: SchedulerParts): Promise<AsyncDisposable> => {
  const { plugins, now, scheduler, log, conditions } = parts;
  const service = plugins.startService('scheduler', {
    now,
    tickSeconds: scheduler.tickSeconds,
    log: (message) => log('scheduler', { message }),
    schedules: doorIn(parts),
  });
  if (service) await conditions.clear('service', 'scheduler', 'service_off');
  else await conditions.raise(schedulerOff);
  return service ?? { [Symbol.asyncDispose]: async () => {} };
};

const schedulerOff = {
  subjectType: 'service',
  subjectId: 'scheduler',
  code: 'service_off',
  severity: 'error',
  why: 'The plugin of the scheduler does not run: nothing that recurs is done.',
  remedy: 'Enable agnes/service-scheduler in instance.yaml and start the host again.',
} as const;

const doorIn = (parts: SchedulerParts) => ({
  list: async () => {
    const { schedules, config, scheduleSync } = parts;
    await scheduleSync.sync();
    await schedules.review();
    const all = await schedules.list();
    if (config.services.scheduler.run === 'host') return all.map(shown);
    await noteOthers(all.filter(isCalledFromOutside), parts);
    return all.filter((schedule) => !isCalledFromOutside(schedule)).map(shown);
  },
  fire: async ({ id }: ServiceSchedule) => {
    await parts.schedules.fire(id);
  },
  tick: (seconds: number, pass: () => void) => {
    let callOff = systemTimers.after(startGrace, () => {
      pass();
      callOff = everySeconds(seconds, pass);
    });
    return () => callOff();
  },
});

/** Milliseconds after which the scheduler outside is taken for gone. */
const patience = 15 * 60_000;

/** Takes down what the scheduler outside has queued, and says so when nobody calls. */
const noteOthers = async (
  others: readonly ListedSchedule[],
  { schedules, conditions, now }: SchedulerParts,
): Promise<void> => {
  const dueFor = ({ enabled, nextRun }: ListedSchedule): number =>
    enabled && nextRun ? now() - nextRun.getTime() : -1;
  const due = others.filter((schedule) => dueFor(schedule) >= 0);
  const missing: ListedSchedule[] = [];
  for (const schedule of due)
    if ((await schedules.noteFired(schedule.id)) === 'not_due') missing.push(schedule);
  const late = missing.filter((schedule) => dueFor(schedule) > patience).map(({ id }) => id);
  if (late.length > 0) await conditions.raise(nobodyCalls(late));
  else await conditions.clear('service', 'scheduler', 'scheduler_late');
};

const nobodyCalls = (late: readonly string[]) =>
  ({
    subjectType: 'service',
    subjectId: 'scheduler',
    code: 'scheduler_late',
    severity: 'error',
    why: `Nobody has called for ${late.join(', ')}: the scheduler in a process of its own does not run.`,
    remedy:
      'Start `agnes service scheduler`, or set services.scheduler.run to host and start the host again.',
  }) as const;

// A request that only reads leaves no trace by which the host could tell that it was made.
const isCalledFromOutside = ({ call }: ListedSchedule): boolean => call?.method === 'POST';

const shown = ({ id, enabled, nextRun, call }: ListedSchedule): ServiceSchedule => ({
  id,
  ...(enabled && nextRun && { nextRun: nextRun.getTime() }),
  ...(call && { call }),
});
