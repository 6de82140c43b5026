import test from 'ava';
import { admin, ended, eventsUntil, gate } from './observed.ts';
import { openJobs } from './open-jobs.ts';

const isRunning = (event: string): boolean => event.includes('"running"');

test('a job runs as soon as it is queued and ends with what its handler returned', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('table.profile', async ({ job }) => ({ result: { got: job.params } }));
  jobs.start();

  const { job } = await jobs.enqueue({ kind: 'table.profile', params: { table: 'a' }, requestId: 'r1' });
  await ended(jobs, job.id);

  t.like(await jobs.get(admin, job.id), {
    status: 'succeeded',
    result: { got: { table: 'a' } },
    attempt: 1,
    requestId: 'r1',
  });
});

test('a handler may end a job as partial', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('sync.run', async () => ({ status: 'partial' }));
  jobs.start();

  const { job } = await jobs.enqueue({ kind: 'sync.run', params: {} });
  await ended(jobs, job.id);

  t.is((await jobs.get(admin, job.id)).status, 'partial');
});

test('jobs with one concurrency key run one after the other', async (t) => {
  const { jobs } = await openJobs(t);
  const first = gate();
  const order: string[] = [];
  jobs.handle('source.extract', async ({ job }) => {
    order.push(`begin ${job.params}`);
    await first.opened;
    order.push(`end ${job.params}`);
    return {};
  });
  jobs.start();
  const draft = { kind: 'source.extract', concurrencyKey: 'source:files' };
  const one = await jobs.enqueue({ ...draft, params: 1 });
  await eventsUntil(jobs, one.job.id, isRunning);

  const two = await jobs.enqueue({ ...draft, params: 2 });
  // Free to run, so its end shows that the queue was looked at with the second one in it.
  const free = await jobs.enqueue({ kind: 'source.extract', params: 3 });
  await eventsUntil(jobs, free.job.id, isRunning);
  first.open();
  await Promise.all([ended(jobs, two.job.id), ended(jobs, free.job.id)]);

  t.deepEqual(
    order.filter((step) => !step.endsWith('3')),
    ['begin 1', 'end 1', 'begin 2', 'end 2'],
  );
});

test('one heavy and two light jobs run at a time', async (t) => {
  const { jobs } = await openJobs(t);
  const doors = gate();
  jobs.handle('work', async () => {
    await doors.opened;
    return {};
  });
  for (const lane of ['heavy', 'heavy', 'light', 'light', 'light'] as const) {
    await jobs.enqueue({ kind: 'work', params: {}, lane });
  }
  jobs.start();
  const light = (await jobs.list(admin, {})).filter((job) => job.lane === 'light');
  await Promise.all(light.slice(1).map((job) => eventsUntil(jobs, job.id, isRunning)));

  const running = await jobs.list(admin, { status: 'running' });
  doors.open();

  t.deepEqual(running.map((job) => job.lane).sort(), ['heavy', 'light', 'light']);
});

test('of two waiting jobs the one with the higher priority goes first', async (t) => {
  const { jobs } = await openJobs(t);
  const order: unknown[] = [];
  jobs.handle('work', async ({ job }) => {
    order.push(job.params);
    return {};
  });
  const low = await jobs.enqueue({ kind: 'work', params: 'low', lane: 'heavy' });
  await jobs.enqueue({ kind: 'work', params: 'high', lane: 'heavy', priority: 1 });

  jobs.start();
  await ended(jobs, low.job.id);

  t.deepEqual(order, ['high', 'low']);
});

test('a job for later waits for its time', async (t) => {
  const { jobs, clock } = await openJobs(t);
  jobs.handle('work', async () => ({}));
  jobs.start();
  const later = await jobs.enqueue({ kind: 'work', params: {}, runAfter: clock.now() + 60_000 });
  const now = await jobs.enqueue({ kind: 'work', params: {} });
  await ended(jobs, now.job.id);

  t.is((await jobs.get(admin, later.job.id)).status, 'queued');
  clock.advance(60_000);
  await ended(jobs, later.job.id);

  t.is((await jobs.get(admin, later.job.id)).status, 'succeeded');
});

test('a job of a kind without handler waits for one', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.start();
  const { job } = await jobs.enqueue({ kind: 'jira.sla-poll', params: {} });

  jobs.handle('jira.sla-poll', async () => ({}));
  await ended(jobs, job.id);

  t.is((await jobs.get(admin, job.id)).status, 'succeeded');
});
