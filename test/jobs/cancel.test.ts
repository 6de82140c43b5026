import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { aborted, admin, ended, eventsUntil } from './observed.ts';
import { openJobs } from './open-jobs.ts';

const isRunning = (event: string): boolean => event.includes('"running"');
const intent = systemIntent('job.cancel');
const work = { kind: 'work', params: {} };

test('a queued job is cancelled at once', async (t) => {
  const { jobs } = await openJobs(t);
  const { job } = await jobs.enqueue(work);

  await jobs.cancel(admin, job.id, intent);

  t.like(await jobs.get(admin, job.id), { status: 'cancelled', cancelRequested: true });
  t.regex((await ended(jobs, job.id)).join('\n'), /event: end\ndata: \{"status":"cancelled"/);
});

test('cancelling a running job aborts its handler and ends it as cancelled', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('work', ({ signal }) => aborted(signal));
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await eventsUntil(jobs, job.id, isRunning);

  await jobs.cancel(admin, job.id, intent);
  const events = await ended(jobs, job.id);

  t.is((await jobs.get(admin, job.id)).status, 'cancelled');
  t.regex(events.join('\n'), /"cancelling"[\s\S]*"cancelled"/);
});

test('a job that was asked to stop is not tried again', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('work', async ({ signal }) => {
    await aborted(signal).catch(() => undefined);
    throw new TypeError('cut off in the middle');
  });
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await eventsUntil(jobs, job.id, isRunning);

  await jobs.cancel(admin, job.id, intent);
  await ended(jobs, job.id);

  t.is((await jobs.get(admin, job.id)).status, 'cancelled');
});

test('a finished job cannot be cancelled', async (t) => {
  const { jobs } = await openJobs(t);
  jobs.handle('work', async () => ({}));
  jobs.start();
  const { job } = await jobs.enqueue(work);
  await ended(jobs, job.id);

  const error = await t.throwsAsync(jobs.cancel(admin, job.id, intent));

  t.like(error, { code: 'job_finished', kind: 'conflict' });
});

test("somebody else's job cannot be cancelled, nor seen", async (t) => {
  const { jobs } = await openJobs(t);
  const { job } = await jobs.enqueue({ ...work, createdBy: 'u1' });
  const stranger = { userId: 'u2', isAdmin: false };

  const cancelled = await t.throwsAsync(jobs.cancel(stranger, job.id, intent));
  const seen = await t.throwsAsync(jobs.get(stranger, job.id));

  t.like(cancelled, { code: 'job_not_found' });
  t.like(seen, { code: 'job_not_found' });
  t.is((await jobs.get(admin, job.id)).status, 'queued');
});
