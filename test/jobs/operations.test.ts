import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { ended } from './observed.ts';
import { as, startJobs } from './start-jobs.ts';

const draft = { kind: 'sync.run', params: { force: true }, createdBy: 'u1', concurrencyKey: 'source:files' };

test('a job has every field of the contract, absent ones as null', async (t) => {
  const { jobs, origin } = await startJobs(t);
  const { job } = await jobs.enqueue({ ...draft, requestId: 'r1' });

  const response = await fetch(`${origin}/api/jobs/${job.id}`, as('ann'));

  t.deepEqual(await response.json(), {
    id: job.id,
    kind: 'sync.run',
    status: 'queued',
    created_at: '2027-01-01T00:00:00.000+00:00',
    started_at: null,
    finished_at: null,
    created_by: 'u1',
    attempt: 0,
    max_attempts: 5,
    progress: null,
    params: { force: true },
    result: null,
    error: null,
    confirm: null,
    concurrency_key: 'source:files',
    cancel_requested: false,
    generation: null,
    request_id: 'r1',
  });
});

test('a failed job shows progress and error in full', async (t) => {
  const { jobs, origin } = await startJobs(t);
  jobs.handle('sync.run', async ({ progress }) => {
    progress({ done: 1, message: 'reading' });
    throw new TypeError('/srv/path');
  });
  jobs.start();
  const { job } = await jobs.enqueue({ ...draft, maxAttempts: 1 });
  await ended(jobs, job.id);

  const response = await fetch(`${origin}/api/jobs/${job.id}`, as('ann'));

  t.like(await response.json(), {
    status: 'failed',
    finished_at: '2027-01-01T00:00:00.000+00:00',
    progress: { done: 1, total: null, unit: null, message: 'reading' },
    error: {
      code: 'internal_error',
      message: 'Something failed on our side; the log of the host has the details.',
      retryable: true,
      plugin: null,
      status_source: 'host',
    },
  });
});

test('a list shows the own jobs, and admins all', async (t) => {
  const { jobs, origin } = await startJobs(t);
  await jobs.enqueue(draft);
  await jobs.enqueue({ ...draft, createdBy: 'u2' });

  const own = await (await fetch(`${origin}/api/jobs`, as('ann'))).json();
  const all = await (await fetch(`${origin}/api/jobs`, as('admin'))).json();

  likeWhole(t, own, { count: 1, jobs: [{ created_by: 'u1' }], next_cursor: null });
  likeWhole(t, all, { count: 2, jobs: [{ created_by: 'u2' }, { created_by: 'u1' }] });
});

test('a list is narrowed by kind, status and time', async (t) => {
  const { jobs, origin, clock } = await startJobs(t);
  await jobs.enqueue(draft);
  clock.advance(60_000);
  await jobs.enqueue({ ...draft, kind: 'mail.send' });
  const countOf = async (query: string) =>
    ((await (await fetch(`${origin}/api/jobs?${query}`, as('ann'))).json()) as { count: number }).count;

  t.is(await countOf('kind=mail.send'), 1);
  t.is(await countOf('status=queued'), 2);
  t.is(await countOf('status=running'), 0);
  t.is(await countOf('since=2027-01-01T00:01:00Z'), 1);
});

test('a page ends with the cursor of the next', async (t) => {
  const { jobs, origin } = await startJobs(t);
  const one = await jobs.enqueue({ ...draft, params: 1 });
  const two = await jobs.enqueue({ ...draft, params: 2 });

  const first = await fetch(`${origin}/api/jobs?limit=1&kind=sync.run`, as('ann'));
  const page = (await first.json()) as { next_cursor: string };
  const link = /<(.*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1];
  const second = await fetch(`${origin}${link}`, as('ann'));

  likeWhole(t, page, { count: 1, jobs: [{ id: two.job.id }] });
  t.is(first.headers.get('x-next-cursor'), page.next_cursor);
  likeWhole(t, await second.json(), { count: 1, jobs: [{ id: one.job.id }], next_cursor: null });
});

test('a cursor is good for a day, and only our own', async (t) => {
  const { jobs, origin, clock } = await startJobs(t);
  await jobs.enqueue(draft);
  await jobs.enqueue(draft);
  const page = await fetch(`${origin}/api/jobs?limit=1`, as('ann'));
  const { next_cursor } = (await page.json()) as { next_cursor: string };

  clock.advance(25 * 3_600_000);
  const expired = await fetch(`${origin}/api/jobs?limit=1&cursor=${next_cursor}`, as('ann'));
  const invented = await fetch(`${origin}/api/jobs?limit=1&cursor=MQ`, as('ann'));
  const garbage = await fetch(`${origin}/api/jobs?limit=1&cursor=%7B`, as('ann'));

  t.like(await expired.json(), { status: 400, code: 'cursor_expired' });
  t.like(await invented.json(), { status: 400, code: 'cursor_invalid' });
  t.like(await garbage.json(), { status: 400, code: 'cursor_invalid' });
});

test('a word that is no status, and a time that is none, are refused', async (t) => {
  const { origin } = await startJobs(t);

  const status = await fetch(`${origin}/api/jobs?status=done`, as('ann'));
  const since = await fetch(`${origin}/api/jobs?since=yesterday`, as('ann'));

  t.like(await status.json(), { status: 422, code: 'invalid_input' });
  t.like(await since.json(), { status: 422, code: 'since_invalid' });
});

test("somebody else's job is not there", async (t) => {
  const { jobs, origin } = await startJobs(t);
  const { job } = await jobs.enqueue(draft);
  const paths = [`/api/jobs/${job.id}`, `/api/jobs/${job.id}/events`];

  const [one, events] = await Promise.all(paths.map((path) => fetch(`${origin}${path}`, as('bob'))));
  const cancelled = await fetch(`${origin}/api/jobs/${job.id}/cancel`, { method: 'POST', ...as('bob') });

  t.deepEqual([one?.status, events?.status, cancelled.status], [404, 404, 404]);
  t.like(await one?.json(), { code: 'job_not_found' });
});

test('cancelling answers 202 and a second time 409', async (t) => {
  const { jobs, origin } = await startJobs(t);
  const { job } = await jobs.enqueue(draft);
  const cancel = () => fetch(`${origin}/api/jobs/${job.id}/cancel`, { method: 'POST', ...as('ann') });

  const first = await cancel();
  const second = await cancel();

  t.is(first.status, 202);
  t.deepEqual(await first.json(), { id: job.id, status: 'cancelling' });
  t.like(await second.json(), { status: 409, code: 'job_finished', job_status: 'cancelled' });
});
