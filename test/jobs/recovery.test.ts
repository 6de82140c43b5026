import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ManualClock } from './manual-clock.ts';
import { admin, ended, eventsUntil, gate } from './observed.ts';
import { jobsOn, openJobs } from './open-jobs.ts';

const isRunning = (event: string): boolean => event.includes('"running"');
const work = { kind: 'work', params: {} };
const dyingHost = fileURLToPath(new URL('dying-host.ts', import.meta.url));

test('after kill -9 a job is taken up again, or failed as interrupted when it may not be', async (t) => {
  const folder = await tempFolder(t);
  const child = spawn(process.execPath, [dyingHost, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const clock = new ManualClock();
  const store = await freshStore({ folder, now: clock.now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const jobs = jobsOn(t, store, clock);
  const [once1, repeated] = await jobs.list(admin, { status: 'running' });
  jobs.handle('work', async ({ job }) => ({ result: `attempt ${job.attempt}` }));

  clock.advance(Date.now() - clock.now());
  jobs.start();
  await ended(jobs, repeated?.id ?? '');
  await ended(jobs, once1?.id ?? '');

  const outcomes = await jobs.list(admin, {});
  t.like(outcomes[0], { status: 'failed', attempt: 1, error: { code: 'interrupted' } });
  t.like(outcomes[1], { status: 'succeeded', attempt: 2, result: 'attempt 2' });
});

test('what a worker returns after it lost its lease is not accepted', async (t) => {
  const { jobs: first, store, clock } = await openJobs(t);
  const hold = gate();
  first.handle('work', async ({ event }) => {
    await hold.opened;
    event('log', 'too late');
    return { result: 'of the first' };
  });
  first.start();
  const { job } = await first.enqueue(work);
  await eventsUntil(first, job.id, isRunning);
  const second = jobsOn(t, store, clock);
  second.handle('work', async () => ({ result: 'of the second' }));
  second.start();
  await ended(second, job.id);

  hold.open();
  await first[Symbol.asyncDispose]();

  t.like(await second.get(admin, job.id), { status: 'succeeded', result: 'of the second', attempt: 2 });
  const told = await second.events(admin, job.id, 0);
  t.is(told.at(-1)?.type, 'end');
});

test('a worker that lost its lease is told to stop', async (t) => {
  const { jobs, store, clock } = await openJobs(t);
  const reason = Promise.withResolvers<unknown>();
  jobs.handle('work', async ({ signal }) => {
    signal.addEventListener('abort', () => reason.resolve(signal.reason));
    await reason.promise;
    return {};
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await eventsUntil(jobs, job.id, isRunning);
  await store.keep((tx) => tx.updateTable('jobs').set({ lease_token: 'of another' }).execute());

  clock.advance(5_000);

  t.like(await reason.promise, { code: 'lease_lost' });
});

test('a heartbeat every five seconds keeps the lease at thirty', async (t) => {
  const { jobs, store, clock } = await openJobs(t);
  const hold = gate();
  jobs.handle('work', async () => {
    await hold.opened;
    return {};
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await eventsUntil(jobs, job.id, isRunning);

  clock.advance(45_000);
  // Writes are done in order: behind this one the heartbeats are stored.
  const leases = await store.keep((tx) => tx.selectFrom('jobs').select('lease_expires_at').execute());
  hold.open();

  t.deepEqual(leases, [{ lease_expires_at: new Date(clock.now() + 30_000) }]);
});

test('a lease that nobody renews runs out', async (t) => {
  const { jobs, store, clock } = await openJobs(t);
  jobs.handle('other', async () => ({}));
  jobs.start();
  const { job } = await jobs.enqueue(work);
  const lost = { status: 'running', attempt: 1, lease_owner: 'x', lease_token: 'y' };
  const lease_expires_at = new Date(clock.now() + 30_000);
  await store.keep((tx) =>
    tx
      .updateTable('jobs')
      .set({ ...lost, lease_expires_at })
      .execute(),
  );
  const other = await jobs.enqueue({ kind: 'other', params: {} });
  await ended(jobs, other.job.id);
  const before = await jobs.get(admin, job.id);

  clock.advance(30_000);
  await eventsUntil(jobs, job.id, (event) => event.includes('interrupted'));

  t.is(before.status, 'running');
  t.like(await jobs.get(admin, job.id), { status: 'queued', error: { code: 'interrupted' } });
});
