import test, { type ExecutionContext } from 'ava';
import { syncGroupsHourly } from '../../host/app/group-sync-job.ts';
import type { Jobs } from '../../host/jobs/jobs.ts';
import { openJobs } from '../jobs/open-jobs.ts';

const everybody = { userId: 'u0', isAdmin: true };

const started = async (t: ExecutionContext, { isNeeded = true, failed = 0 } = {}) => {
  const { jobs, clock } = await openJobs(t);
  let run = Promise.withResolvers<void>();
  const groupSyncs = {
    isNeeded: async () => isNeeded,
    run: async () => {
      run.resolve();
      return { asked: 2, changed: 0, failed };
    },
  };
  const hourly = await syncGroupsHourly({ groupSyncs, jobs, log: () => undefined }, clock);
  t.teardown(() => hourly[Symbol.dispose]());
  jobs.start();
  const nextRun = () => {
    run = Promise.withResolvers();
    return run.promise;
  };
  return { jobs, clock, hourly, nextRun };
};

/** The newest job, at its end. */
const ended = async (jobs: Jobs) => {
  const [job] = await jobs.list(everybody, { limit: 1 });
  const follow = { after: 0, signal: new AbortController().signal };
  await Array.fromAsync(await jobs.follow(everybody, job?.id ?? '', follow));
  return jobs.get(everybody, job?.id ?? '');
};

test('groups are asked for when the host starts', async (t) => {
  const { jobs } = await started(t);

  const job = await ended(jobs);

  t.like(job, {
    kind: 'google.group-sync',
    status: 'succeeded',
    result: { asked: 2, changed: 0, failed: 0 },
  });
});

test('people whose groups could not be read make the job a partial one', async (t) => {
  const { jobs } = await started(t, { failed: 1 });

  t.like(await ended(jobs), { status: 'partial' });
});

test('an hour later they are asked for again', async (t) => {
  const { jobs, clock, nextRun } = await started(t);
  const { status } = await ended(jobs);
  const again = nextRun();

  clock.advance(3_600_000);

  t.is(status, 'succeeded');
  await t.notThrowsAsync(again);
});

test('a host whose people have no groups elsewhere queues nothing', async (t) => {
  const { jobs } = await started(t, { isNeeded: false });

  t.deepEqual(await jobs.list(everybody, { limit: 10 }), []);
});

test('the hours stop with the host', async (t) => {
  const { hourly, clock, jobs } = await started(t, { isNeeded: false });
  await jobs[Symbol.asyncDispose]();

  hourly[Symbol.dispose]();

  t.is(clock.left, 0);
});
