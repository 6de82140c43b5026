import test from 'ava';
import { admin, ended, eventsUntil, gate } from './observed.ts';
import { openJobs } from './open-jobs.ts';

const isRunning = (event: string): boolean => event.includes('"running"');
const work = { kind: 'work', params: {} };

test('the events of a job are numbered from one, in the order they were told', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('work', async ({ event }) => {
    event('table', { id: 'a', status: 'published' });
    event('log', 'b is empty');
    return { status: 'partial' };
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);

  const events = await ended(jobs, job.id);

  t.deepEqual(events, [
    'id: 1\nevent: state\ndata: {"status":"queued","attempt":0}',
    'id: 2\nevent: state\ndata: {"status":"running","attempt":1}',
    'id: 3\nevent: table\ndata: {"id":"a","status":"published"}',
    'id: 4\nevent: log\ndata: "b is empty"',
    'id: 5\nevent: state\ndata: {"status":"partial","attempt":1}',
    'id: 6\nevent: end\ndata: {"status":"partial","attempt":1}',
  ]);
});

test('progress is stored at most twice a second, the last one always', async (t) => {
  const { jobs, clock } = await openJobs(t);
  const hold = gate();
  jobs.handle('work', async ({ progress }) => {
    progress({ done: 1, total: 5 });
    progress({ done: 2, total: 5 });
    progress({ done: 3, total: 5 });
    await hold.opened;
    progress({ done: 4, total: 5 });
    progress({ done: 5, total: 5, unit: 'tables' });
    return {};
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await eventsUntil(jobs, job.id, (event) => event.includes('"done":1'));

  clock.advance(500);
  await eventsUntil(jobs, job.id, (event) => event.includes('"done":3'));
  hold.open();
  const events = await ended(jobs, job.id);

  const progress = events.filter((event) => event.includes('event: progress'));
  t.deepEqual(
    progress.map((event) => /"done":\d/.exec(event)?.[0]),
    ['"done":1', '"done":3', '"done":5'],
  );
  t.deepEqual((await jobs.get(admin, job.id)).progress, { done: 5, total: 5, unit: 'tables' });
});

test('a new attempt begins without the progress of the one before', async (t) => {
  const { jobs, clock } = await openJobs(t);
  const hold = gate();
  jobs.handle('work', async ({ job, progress }) => {
    if (job.attempt === 2) await hold.opened;
    progress({ done: 7 });
    throw new TypeError('x');
  });
  jobs.start();
  const { job } = await jobs.enqueue({ ...work, maxAttempts: 2 });
  await eventsUntil(jobs, job.id, (event) => event.includes('run_after'));

  clock.advance(60_000);
  await eventsUntil(jobs, job.id, (event) => isRunning(event) && event.includes('"attempt":2'));
  const { progress } = await jobs.get(admin, job.id);
  hold.open();

  t.is(progress, undefined);
});

test('a silent job sends a comment every fifteen seconds and ends its timer with the reader', async (t) => {
  const { jobs, clock } = await openJobs(t);
  const { job } = await jobs.enqueue(work);
  const stream = await jobs.follow(admin, job.id, { after: 1, signal: new AbortController().signal });
  const chunks = stream.iterator()[Symbol.asyncIterator]();
  const opening = await chunks.next();
  const next = chunks.next();
  await clock.until(1);

  clock.advance(15_000);
  const { value } = await next;
  stream.destroy();
  await clock.until(0);

  t.is(String(opening.value), ':\n\n');
  t.is(String(value), ':\n\n');
});

test('a reader that comes back behind the end gets an end', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('work', async () => ({}));
  jobs.start();
  const { job } = await jobs.enqueue(work);
  const events = await ended(jobs, job.id);

  const stream = await jobs.follow(admin, job.id, {
    after: events.length,
    signal: new AbortController().signal,
  });

  t.is((await stream.toArray()).join(''), ':\n\n');
});

test('an event that is too long is cut where it is stored, and says how long it was', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('work', async ({ event }) => {
    event('log', { message: 'x'.repeat(1_000_000) });
    return {};
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await ended(jobs, job.id);

  const [line] = await jobs.latest(admin, job.id, { type: 'log', limit: 5 });

  t.true(JSON.stringify(line).length < 10_000);
  t.like(line, { data: { cut: 1_000_014 } });
});

test('the last events of a type come oldest first', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('work', async ({ event }) => {
    for (const name of ['a', 'b', 'c']) event('table', { name });
    return {};
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await ended(jobs, job.id);

  const told = await jobs.latest(admin, job.id, { type: 'table', limit: 2 });

  t.deepEqual(
    told.map(({ data }) => data),
    [{ name: 'b' }, { name: 'c' }],
  );
});
