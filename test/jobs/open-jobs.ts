import type { ExecutionContext } from 'ava';
import { Jobs } from '../../host/jobs/jobs.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ManualClock } from './manual-clock.ts';

/** A store in a fresh folder, closed when the test is over. */
export const openStore = async (t: ExecutionContext, now: () => number): Promise<SystemStore> => {
  const folder = await tempFolder(t);
  const store = await freshStore({ folder, now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  return store;
};

/** Jobs on a store; jitter is none. Stopped before the store closes. */
export const jobsOn = (t: ExecutionContext, store: SystemStore, clock: ManualClock): Jobs => {
  const jobs = new Jobs({ store, now: clock.now, timers: clock, random: () => 0.5, log: () => {} });
  t.teardown(() => jobs[Symbol.asyncDispose]());
  return jobs;
};

/** Jobs, not started, on a store of their own and a clock that stands still. */
export const openJobs = async (
  t: ExecutionContext,
): Promise<{ jobs: Jobs; store: SystemStore; clock: ManualClock }> => {
  const clock = new ManualClock();
  const store = await openStore(t, clock.now);
  return { jobs: jobsOn(t, store, clock), store, clock };
};
