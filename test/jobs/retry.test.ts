import { ConfigError, UpstreamError } from '@agnes/sdk';
import test from 'ava';
import { admin, ended, eventsUntil } from './observed.ts';
import { openJobs } from './open-jobs.ts';

const isBackInQueue = (event: string): boolean => event.includes('run_after');

test('a transient failure is tried again after the back-off', async (t) => {
  const { jobs, clock } = await openJobs(t);
  jobs.handle('sync.run', async ({ job }) => {
    if (job.attempt === 1) throw UpstreamError({ reason: 'It is down.' });
    return { result: 'second' };
  });
  jobs.start();
  const { job } = await jobs.enqueue({ kind: 'sync.run', params: {} });
  await eventsUntil(jobs, job.id, isBackInQueue);
  const waiting = await jobs.get(admin, job.id);

  clock.advance(60_000);
  await ended(jobs, job.id);

  t.like(waiting, { status: 'queued', error: { code: 'upstream_error', retryable: true } });
  const done = await jobs.get(admin, job.id);
  t.like(done, { status: 'succeeded', attempt: 2, result: 'second' });
  t.is(done.error, undefined);
});

test('a job fails for good when its attempts are used up', async (t) => {
  const { jobs, clock } = await openJobs(t);
  jobs.handle('sync.run', async () => {
    throw UpstreamError({ reason: 'It is down.' });
  });
  jobs.start();
  const { job } = await jobs.enqueue({ kind: 'sync.run', params: {}, maxAttempts: 2 });
  await eventsUntil(jobs, job.id, isBackInQueue);

  clock.advance(60_000);
  await ended(jobs, job.id);

  t.like(await jobs.get(admin, job.id), { status: 'failed', attempt: 2, error: { code: 'upstream_error' } });
});

test('a permanent failure is not tried again', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('sync.run', async () => {
    throw ConfigError({ reason: 'No such folder.' });
  });
  jobs.start();
  const { job } = await jobs.enqueue({ kind: 'sync.run', params: {} });

  await ended(jobs, job.id);

  t.like(await jobs.get(admin, job.id), {
    status: 'failed',
    attempt: 1,
    error: { code: 'config_error', message: 'No such folder.', retryable: false },
  });
});
