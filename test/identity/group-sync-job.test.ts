import test, { type ExecutionContext } from 'ava';
import { groupSyncKind, handleGroupSync } from '../../host/app/group-sync-job.ts';
import { defaultSchedules } from '../../host/app/schedule-parts.ts';
import { schedulerSettings } from '../../host/app/scheduler-settings.ts';
import type { Jobs } from '../../host/jobs/jobs.ts';
import { ended } from '../jobs/observed.ts';
import { openJobs } from '../jobs/open-jobs.ts';

const everybody = { userId: 'u0', isAdmin: true };

const started = async (t: ExecutionContext, { isNeeded = true, failed = 0 } = {}) => {
  const { jobs } = await openJobs(t);
  let asked = 0;
  const groupSyncs = {
    isNeeded: async () => isNeeded,
    run: async () => {
      asked += 1;
      return { asked: 2, changed: 0, failed };
    },
  };
  await handleGroupSync(jobs, groupSyncs);
  jobs.start();
  return { jobs, asked: () => asked };
};

/** The newest job, at its end. */
const last = async (jobs: Jobs) => {
  const [job] = await jobs.list(everybody, { limit: 1 });
  await ended(jobs, job?.id ?? '');
  return jobs.get(everybody, job?.id ?? '');
};

test('groups are asked for when the host starts, and every hour', async (t) => {
  const { jobs } = await started(t);

  t.like(await last(jobs), { kind: groupSyncKind, status: 'succeeded', result: { asked: 2, failed: 0 } });
  const schedule = defaultSchedules(schedulerSettings({})).find(({ kind }) => kind === groupSyncKind);
  t.like(schedule, { spec: 'every 1h', catchUp: 'once' });
});

test('people whose groups could not be read make the job a partial one', async (t) => {
  const { jobs } = await started(t, { failed: 1 });

  t.like(await last(jobs), { status: 'partial' });
});

test('a host whose people have no groups elsewhere queues nothing, and asks nobody', async (t) => {
  const { jobs, asked } = await started(t, { isNeeded: false });
  t.deepEqual(await jobs.list(everybody, { limit: 10 }), []);

  await jobs.enqueue({ kind: groupSyncKind, params: {} });

  t.like(await last(jobs), { status: 'succeeded', result: { asked: 0 } });
  t.is(asked(), 0);
});
