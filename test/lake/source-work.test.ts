import test from 'ava';
import type { Job, JobStep } from '../../host/jobs/job.ts';
import { type OpenRun, workOn } from '../../host/lake/status/source-work.ts';

const now = Date.parse('2027-01-02T12:00:00Z');
const before = (ms: number) => new Date(now - ms);

const step = (name: JobStep['step'], ...sources: readonly string[]): JobStep => ({
  step: name,
  sources,
  message: '',
});

const run = (id: string, job: Partial<Job>, ...steps: readonly JobStep[]): OpenRun => ({
  job: {
    id,
    kind: 'sync.run',
    lane: 'heavy',
    status: 'running',
    params: { force: false },
    attempt: 1,
    maxAttempts: 5,
    runAfter: before(0),
    cancelRequested: false,
    createdAt: before(0),
    startedAt: before(60_000),
    ...job,
  },
  steps,
});

const workFor = (slug: string, ...runs: readonly OpenRun[]) =>
  workOn(runs, { slug, tableIds: new Set([`${slug}_orders`]) });

test('of one run each source hears its own: done, being read, or not begun', (t) => {
  const open = run(
    'j1',
    {},
    step('planned', 'done', 'slow', 'later'),
    step('source_started', 'done'),
    step('source_started', 'slow'),
    step('source_ended', 'done'),
  );

  t.is(workFor('done', open), undefined);
  t.deepEqual(workFor('slow', open), { id: 'j1', status: 'running', startedAt: before(60_000) });
  t.is(workFor('later', open)?.status, 'waiting');
});

test('a run that is tried again is at the source it is at now', (t) => {
  const again = run(
    'j1',
    { attempt: 2 },
    step('planned', 'shop'),
    step('source_started', 'shop'),
    step('planned', 'shop', 'other'),
    step('source_started', 'other'),
  );

  t.is(workFor('shop', again)?.status, 'waiting');
  t.is(workFor('other', again)?.status, 'running');
});

test('a queued run is told of the sources it is meant for', (t) => {
  const queued = (params: unknown) => run('j1', { status: 'queued', params });

  t.deepEqual(workFor('shop', queued({ force: true })), { id: 'j1', status: 'queued' });
  t.is(workFor('shop', queued({ connection: 'shop' }))?.id, 'j1');
  t.is(workFor('shop', queued({ connection: 'other' })), undefined);
  t.is(workFor('shop', queued({ tables: ['shop_orders'] }))?.id, 'j1');
  t.is(workFor('shop', queued({ tables: ['other_orders'] })), undefined);
});

test('what is being read comes before what asks, and that before what waits', (t) => {
  const asks = run(
    'asks',
    { status: 'needs_confirmation', confirm: { question: 'Really?', resume: null } },
    step('source_ended', 'shop'),
  );
  const queued = run('queued', { status: 'queued' });
  const running = run('running', {}, step('planned', 'shop'), step('source_started', 'shop'));

  t.is(workFor('shop', queued, asks, running)?.id, 'running');
  t.like(workFor('shop', queued, asks), { id: 'asks', status: 'needs_confirmation', question: 'Really?' });
});
