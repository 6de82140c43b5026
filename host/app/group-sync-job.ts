import { systemTimers, type Timers } from '../http/timers.ts';
import type { GroupSyncs } from '../identity/groups/group-syncs.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from './log.ts';

/** The kind of job that asks identity providers for groups again. */
const groupSyncKind = 'google.group-sync';

const hour = 3_600_000;

interface Hourly {
  readonly groupSyncs: Pick<GroupSyncs, 'isNeeded' | 'run'>;
  readonly jobs: Pick<Jobs, 'enqueue' | 'handle'>;
  readonly log: Log;
}

/** Queues one now and every hour, once there are groups to ask for. What a stopped host missed is made up for. */
export const syncGroupsHourly = async (
  { groupSyncs, jobs, log }: Hourly,
  timers: Timers = systemTimers,
): Promise<Disposable> => {
  let callOff = (): void => undefined;
  const queue = async (): Promise<void> => {
    if (await groupSyncs.isNeeded()) await jobs.enqueue(draft);
  };
  const tick = (): Promise<void> => {
    callOff = timers.after(hour, () => void tick());
    return queue().catch((error: unknown) => log('group_sync_not_queued', { error }));
  };
  jobs.handle(groupSyncKind, handlerOf(groupSyncs));
  await tick();
  return { [Symbol.dispose]: () => callOff() };
};

const draft = {
  kind: groupSyncKind,
  params: {},
  coalesceKey: groupSyncKind,
  concurrencyKey: groupSyncKind,
  // The next one comes within the hour.
  maxAttempts: 1,
};

const handlerOf =
  (groupSyncs: Hourly['groupSyncs']): JobHandler =>
  async ({ signal }) => {
    const summary = await groupSyncs.run(signal);
    return { status: summary.failed > 0 ? 'partial' : 'succeeded', result: summary };
  };
