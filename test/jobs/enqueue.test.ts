import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { admin, ended } from './observed.ts';
import { openJobs } from './open-jobs.ts';

const hour = 3_600_000;
const sync = { kind: 'sync.run', params: { tables: ['a'] } };

test('an equal job that is still queued is reused', async (t) => {
  const { jobs } = await openJobs(t);
  const first = await jobs.enqueue({ ...sync, coalesceKey: 'all' });

  const second = await jobs.enqueue({ ...sync, coalesceKey: 'all' });

  t.is(second.job.id, first.job.id);
  t.deepEqual([first.coalesced, second.coalesced], [false, true]);
});

test('a job that has ended is not reused', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('sync.run', async () => ({}));
  jobs.start();
  const first = await jobs.enqueue({ ...sync, coalesceKey: 'all' });
  await ended(jobs, first.job.id);

  const second = await jobs.enqueue({ ...sync, coalesceKey: 'all' });

  t.not(second.job.id, first.job.id);
  t.false(second.coalesced);
});

test('reusing a job that waits for later brings it forward', async (t) => {
  const { jobs, clock } = await openJobs(t);
  await jobs.enqueue({ ...sync, coalesceKey: 'all', runAfter: clock.now() + hour });

  const { job } = await jobs.enqueue({ ...sync, coalesceKey: 'all' });

  t.is(job.runAfter.getTime(), clock.now());
});

test('the same idempotency key of the same user gives the first job for 24 hours', async (t) => {
  const { jobs, clock } = await openJobs(t);
  const draft = { ...sync, createdBy: 'u1', idempotencyKey: 'k' };
  const first = await jobs.enqueue(draft);

  const again = await jobs.enqueue(draft);
  const ofAnother = await jobs.enqueue({ ...draft, createdBy: 'u2' });
  clock.advance(24 * hour);
  const nextDay = await jobs.enqueue(draft);

  t.deepEqual(again, { job: first.job, coalesced: false });
  t.not(ofAnother.job.id, first.job.id);
  t.not(nextDay.job.id, first.job.id);
});

test('an idempotency key cannot stand for two kinds of job', async (t) => {
  const { jobs } = await openJobs(t);
  await jobs.enqueue({ ...sync, createdBy: 'u1', idempotencyKey: 'k' });

  const error = await t.throwsAsync(
    jobs.enqueue({ kind: 'mail.send', params: {}, createdBy: 'u1', idempotencyKey: 'k' }),
  );

  t.like(error, { code: 'idempotency_key_reused', kind: 'conflict' });
});

test('an idempotency key of more than 128 characters is refused', async (t) => {
  const { jobs } = await openJobs(t);

  const error = await t.throwsAsync(
    jobs.enqueue({ ...sync, createdBy: 'u1', idempotencyKey: 'k'.repeat(129) }),
  );

  t.like(error, { code: 'idempotency_key_too_long' });
  t.deepEqual(await jobs.list(admin, {}), []);
});

test('an enqueue with an intent writes its audit row', async (t) => {
  const { jobs, store } = await openJobs(t);

  await jobs.enqueue(sync, systemIntent('sync.trigger', 'tables'));

  const rows = await store.read.selectFrom('audit_log').select(['action', 'resource']).execute();
  t.deepEqual(rows, [{ action: 'sync.trigger', resource: 'tables' }]);
});

test('the queue is counted by lane and state, and what is over is not in it', async (t) => {
  const { jobs } = await openJobs(t);
  const add = (lane: 'heavy' | 'light') => jobs.enqueue({ kind: 'work', params: {}, lane });
  await add('heavy');
  await add('heavy');
  const { job } = await add('light');
  await add('light');

  await jobs.cancel(admin, job.id, systemIntent('job.cancel'));
  const depth = await jobs.depth();

  t.deepEqual(
    depth.toSorted((a, b) => (a.lane < b.lane ? -1 : 1)),
    [
      { lane: 'heavy', status: 'queued', count: 2 },
      { lane: 'light', status: 'queued', count: 1 },
    ],
  );
});

test('a list is narrowed to jobs that name a source or told that they read it, and to a day', async (t) => {
  const { jobs, clock } = await openJobs(t);
  const named = await jobs.enqueue({ kind: 'sync.run', params: { connection: 'shop' } });
  await jobs.enqueue({ kind: 'sync.run', params: { connection: 'shop_2' } });
  jobs.handle('all', async ({ event }) => {
    event('log', { step: 'planned', sources: ['shop', 'other'], message: 'To read: "shop_2".' });
    return {};
  });
  jobs.start();
  const told = await jobs.enqueue({ kind: 'all', params: {} });
  await ended(jobs, told.job.id);
  const idsOf = async (filter: object) => (await jobs.list(admin, filter)).map(({ id }) => id);

  t.deepEqual(await idsOf({ source: 'shop' }), [told.job.id, named.job.id]);
  t.deepEqual(await idsOf({ source: 'nobody' }), []);
  t.deepEqual(await idsOf({ until: new Date(clock.now()) }), []);
  t.is((await idsOf({ until: new Date(clock.now() + 1) })).length, 3);
});
