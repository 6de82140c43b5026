import test, { type ExecutionContext } from 'ava';
import { groupSyncHandler, groupSyncKind } from '../../host/app/group-sync-job.ts';
import { defaultSchedules } from '../../host/app/schedule-parts.ts';
import { schedulerSettings } from '../../host/app/scheduler-settings.ts';
import { ended } from '../jobs/observed.ts';
import { openJobs } from '../jobs/open-jobs.ts';

const everybody = { userId: 'u0', isAdmin: true };

const done = async (t: ExecutionContext, { isNeeded = true, failed = 0 } = {}) => {
  const { jobs } = await openJobs(t);
  let asked = 0;
  const groupSyncs = {
    isNeeded: async () => isNeeded,
    run: async () => {
      asked += 1;
      return { asked: 2, changed: 0, failed };
    },
  };
  jobs.handle(groupSyncKind, groupSyncHandler(groupSyncs));
  jobs.start();
  const { job } = await jobs.enqueue({ kind: groupSyncKind, params: {} });
  await ended(jobs, job.id);
  return { asked, job: await jobs.get(everybody, job.id) };
};

test('groups are asked for every hour', (t) => {
  t.like(
    defaultSchedules(schedulerSettings({})).find(({ kind }) => kind === groupSyncKind),
    { spec: 'every 1h', catchUp: 'once' },
  );
});

test('people whose groups could not be read make the job a partial one', async (t) => {
  t.like((await done(t, { failed: 1 })).job, { status: 'partial', result: { asked: 2, failed: 1 } });
  t.like((await done(t)).job, { status: 'succeeded' });
});

test('a host whose people have no groups elsewhere asks nobody', async (t) => {
  t.like(await done(t, { isNeeded: false }), {
    asked: 0,
    job: { status: 'succeeded', result: { asked: 0 } },
  });
});
