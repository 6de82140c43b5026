import test from 'ava';
import { aborted, admin, ended, eventsUntil, gate } from './observed.ts';
import { openJobs } from './open-jobs.ts';

const isRunning = (event: string): boolean => event.includes('"running"');
const work = { kind: 'work', params: {} };

test('a shutdown puts a running job back without counting the attempt, and leaves no timer', async (t) => {
  const { jobs, clock } = await openJobs(t);
  jobs.handle('work', ({ signal }) => aborted(signal));
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await eventsUntil(jobs, job.id, isRunning);

  await jobs[Symbol.asyncDispose]();

  t.like(await jobs.get(admin, job.id), { status: 'queued', attempt: 0 });
  t.is(clock.left, 0);
});

test('after a shutdown nothing is claimed', async (t) => {
  const { jobs, clock } = await openJobs(t);
  jobs.handle('work', async () => ({}));
  jobs.start();
  await jobs[Symbol.asyncDispose]();

  const { job } = await jobs.enqueue(work);

  t.is((await jobs.get(admin, job.id)).status, 'queued');
  t.is(clock.left, 0);
});

test('a handler that does not let go is left behind after five seconds, without timers', async (t) => {
  const { jobs, clock } = await openJobs(t);
  const hold = gate();
  const asked = gate();
  jobs.handle('work', async ({ signal, progress }) => {
    progress({ done: 1 });
    signal.addEventListener('abort', asked.open);
    await hold.opened;
    return {};
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await eventsUntil(jobs, job.id, isRunning);

  const stopped = jobs[Symbol.asyncDispose]();
  await asked.opened;
  clock.advance(5_000);
  await stopped;

  t.is((await jobs.get(admin, job.id)).status, 'running');
  t.is(clock.left, 0);
  hold.open();
});

test('a shutdown ends open event streams', async (t) => {
  const { jobs } = await openJobs(t);
  const { job } = await jobs.enqueue(work);
  const { signal } = new AbortController();
  const stream = await jobs.follow(admin, job.id, { after: 1, signal });

  const chunks = stream.toArray();
  await jobs[Symbol.asyncDispose]();

  t.is((await chunks).join(''), ':\n\n');
});

test('a job that ended leaves only the clock that looks for later work', async (t) => {
  const { jobs, clock } = await openJobs(t);
  jobs.handle('work', async ({ progress }) => {
    progress({ done: 1 });
    return {};
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);

  await ended(jobs, job.id);
  await jobs[Symbol.asyncDispose]();

  t.is(clock.left, 0);
});
