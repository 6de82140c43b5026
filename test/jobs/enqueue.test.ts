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
