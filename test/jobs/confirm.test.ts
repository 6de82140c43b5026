import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { settlementOf } from '../../host/jobs/settlement.ts';
import { admin, ended, eventsUntil } from './observed.ts';
import { jobsOn, openJobs } from './open-jobs.ts';
import { as, startJobs } from './start-jobs.ts';

const intent = systemIntent('job.confirm');
const question = 'Publish although 9 of 10 rows are gone?';
const confirm = { question, resume: { allow_shrink: true } };
const isAsking = (event: string): boolean => event.includes('needs_confirmation');

/** Jobs whose handler asks until its parameters say that it was answered. */
const askingJobs = async (t: Parameters<typeof openJobs>[0]) => {
  const opened = await openJobs(t);
  opened.jobs.handle('work', async ({ job }) =>
    (job.params as { allow_shrink?: boolean }).allow_shrink
      ? { result: { params: job.params, attempt: job.attempt } }
      : { status: 'needs_confirmation', confirm, result: { held: 1 } },
  );
  opened.jobs.start();
  const ask = async (coalesceKey?: string) => {
    const { job } = await opened.jobs.enqueue({
      kind: 'work',
      params: {},
      concurrencyKey: 'source:files',
      ...(coalesceKey !== undefined && { coalesceKey }),
    });
    await eventsUntil(opened.jobs, job.id, isAsking);
    return job.id;
  };
  return { ...opened, ask };
};

test('what a handler asks is kept with its result, and a requested cancel still wins', (t) => {
  const returned = { how: 'returned', value: { status: 'needs_confirmation', confirm, result: 1 } } as const;
  const job = { attempt: 2, maxAttempts: 5, cancelRequested: false };
  const at = { now: 0, random: () => 0.5 };

  t.deepEqual(settlementOf(job, returned, at), {
    status: 'needs_confirmation',
    attempt: 2,
    confirm,
    result: 1,
  });
  t.deepEqual(settlementOf({ ...job, cancelRequested: true }, returned, at), {
    status: 'cancelled',
    attempt: 2,
    result: 1,
  });
});

test('a job that asks is not finished, holds no lease and stands in nobody’s way', async (t) => {
  const { jobs, store, ask } = await askingJobs(t);
  const id = await ask();

  const next = await jobs.enqueue({
    kind: 'work',
    params: { allow_shrink: true },
    concurrencyKey: 'source:files',
  });
  await ended(jobs, next.job.id);

  const asking = await jobs.get(admin, id);
  const { lease_token } = await store.read
    .selectFrom('jobs')
    .select('lease_token')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  t.like(asking, { status: 'needs_confirmation', confirm: { question }, result: { held: 1 } });
  t.is(asking.finishedAt, undefined);
  t.is(lease_token, null);
  t.deepEqual((await jobs.events(admin, id, 0)).at(-1)?.data, {
    status: 'needs_confirmation',
    attempt: 1,
    question,
  });
});

test('a job that asks still asks after a restart, and goes on there', async (t) => {
  const { jobs, store, clock, ask } = await askingJobs(t);
  const id = await ask();
  await jobs[Symbol.asyncDispose]();
  const after = jobsOn(t, store, clock);
  after.handle('work', async ({ job }) => ({ result: { params: job.params, attempt: job.attempt } }));
  after.start();

  const waiting = await after.get(admin, id);
  const answered = await after.confirm(admin, id, { accept: true, intent });
  await ended(after, id);

  t.is(waiting.status, 'needs_confirmation');
  t.like(answered, { status: 'queued', attempt: 0 });
  const done = await after.get(admin, id);
  t.like(done, { status: 'succeeded', result: { params: { allow_shrink: true }, attempt: 1 } });
  t.is(done.confirm, undefined);
});

test('an ordinary trigger never joins a job that was confirmed', async (t) => {
  const { jobs, store, clock, ask } = await askingJobs(t);
  const id = await ask('all');
  await jobs[Symbol.asyncDispose]();
  const idle = jobsOn(t, store, clock);
  await idle.confirm(admin, id, { accept: true, intent });

  const { job, coalesced } = await idle.enqueue({ kind: 'work', params: {}, coalesceKey: 'all' });

  t.false(coalesced);
  t.not(job.id, id);
});

test('a no ends the job as cancelled, and says who was asked', async (t) => {
  const { jobs, ask } = await askingJobs(t);
  const id = await ask();

  await jobs.confirm(admin, id, { accept: false, intent });
  const events = await ended(jobs, id);

  const job = await jobs.get(admin, id);
  t.like(job, { status: 'cancelled', error: { code: 'declined', retryable: false }, result: { held: 1 } });
  t.truthy(job.finishedAt);
  t.regex(events.at(-1) ?? '', /event: end\ndata: .*"declined"/);
});

test('a job that asks is cancelled at once, and then there is nothing to answer', async (t) => {
  const { jobs, ask } = await askingJobs(t);
  const id = await ask();

  await jobs.cancel(admin, id, intent);
  const late = await t.throwsAsync(jobs.confirm(admin, id, { accept: true, intent }));

  const job = await jobs.get(admin, id);
  t.is(job.status, 'cancelled');
  t.is(job.confirm, undefined);
  t.like(late, { code: 'not_waiting', kind: 'conflict' });
});

test('over HTTP administrators answer with 202, once', async (t) => {
  const { jobs, origin } = await startJobs(t);
  jobs.handle('work', async () => ({ status: 'needs_confirmation', confirm }));
  jobs.start();
  const { job } = await jobs.enqueue({ kind: 'work', params: {}, createdBy: 'u1' });
  await eventsUntil(jobs, job.id, isAsking);
  const confirmAs = (who: 'admin' | 'ann', body: object, id = job.id) =>
    fetch(`${origin}/api/jobs/${id}/confirm`, {
      method: 'POST',
      headers: { ...as(who).headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const shown = await (await fetch(`${origin}/api/jobs/${job.id}`, as('ann'))).json();
  const own = await confirmAs('ann', { accept: true });
  const odd = await confirmAs('admin', { accept: true, force: true });
  const unknown = await confirmAs('admin', { accept: true }, 'nobody');
  const first = await confirmAs('admin', { accept: false });
  const second = await confirmAs('admin', { accept: true });

  t.like(shown, { status: 'needs_confirmation', confirm: { question }, finished_at: null });
  t.deepEqual([own.status, odd.status, unknown.status], [403, 422, 404]);
  t.is(first.status, 202);
  t.deepEqual(await first.json(), { id: job.id, status: 'cancelled' });
  t.like(await second.json(), { status: 409, code: 'not_waiting', job_status: 'cancelled' });
});
