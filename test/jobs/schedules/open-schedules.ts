import type { ExecutionContext } from 'ava';
import type { Jobs } from '../../../host/jobs/jobs.ts';
import { Schedules, type SchedulesDeps } from '../../../host/jobs/schedules/schedules.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';
import type { ManualClock } from '../manual-clock.ts';
import { openJobs } from '../open-jobs.ts';

/** Schedules on a store; they wait two minutes before they call a run missed. */
export const schedulesOn = (
  parts: { readonly store: SystemStore; readonly jobs: Jobs; readonly now: () => number },
  more: Partial<SchedulesDeps> = {},
): Schedules =>
  new Schedules({
    ...parts,
    conditions: new Conditions(parts),
    random: () => 0.5,
    owner: async () => 'scheduler',
    manners: {},
    calls: { nightly: { method: 'POST', path: '/api/nightly', timeoutS: 60 } },
    lateness: 120_000,
    ...more,
  });

/** Schedules with jobs of kind `work`, which nobody starts, and a clock that can be set back, too. */
export const openSchedules = async (t: ExecutionContext) => {
  const { jobs, store, clock } = await openJobs(t);
  let skew = 0;
  const now = () => clock.now() + skew;
  const parts = { jobs, store, now };
  jobs.handle('work', async () => ({}));
  const schedules = schedulesOn(parts);
  return { ...parts, clock, schedules, conditions: new Conditions(parts), ...watching(schedules, jobs) };

  function watching(of: Schedules, queue: Jobs) {
    return {
      setBack: (ms: number) => {
        skew -= ms;
      },
      /** One pass of the scheduler. */
      tick: async () => {
        await of.review();
        for (const { id } of await of.list()) await of.fire(id);
      },
      one: async (id: string) => (await of.list()).find((schedule) => schedule.id === id),
      queued: async () => (await queue.list({ userId: 'scheduler', isAdmin: true }, {})).length,
    };
  }
};

/** A schedule of jobs that somebody does. */
export const every = (spec: string, more: object = {}) => ({
  id: 'a',
  kind: 'work',
  target: '',
  spec,
  catchUp: 'once' as const,
  ...more,
});

/** Moves the clock on step by step, looking at what is due each time. */
export const pass = async (
  steps: number,
  { clock, tick }: { readonly clock: ManualClock; readonly tick: () => Promise<void> },
  minutes = 1,
): Promise<void> => {
  for (let step = 0; step < steps; step += 1) {
    clock.advance(minutes * 60_000);
    await tick();
  }
};
