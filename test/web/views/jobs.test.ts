import test from 'ava';
import type { Job, JobEvent } from '../../../host/jobs/job.ts';
import type { SourceStatus } from '../../../host/lake/status/source-status.ts';
import { jobView } from '../../../host/web/jobs/job-view.ts';
import { spanOf } from '../../../host/web/jobs/job-words.ts';
import { jobsView } from '../../../host/web/jobs/list-view.ts';
import { outcomeRows } from '../../../host/web/jobs/outcome-rows.ts';
import { loadPages } from '../../../host/web/pages.ts';
import { likeWhole } from '../../support/like-whole.ts';

const now = Date.parse('2027-01-02T12:00:00Z');
const at = (ms: number) => new Date(now - ms);
const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{{constructor}}}';
const unsafe = /<script>alert|<img src=x|" onerror=/;

const frame = {
  title: 'Jobs',
  instance: { name: 'Agnes', subtitle: '' },
  version: '0.1.0',
  requestId: '0123456789ab',
  path: '/admin/jobs',
  person: { email: 'admin@example.com', isAdmin: true },
};

const job = (more: Partial<Job> = {}): Job => ({
  id: 'j1',
  kind: 'sync.run',
  lane: 'heavy',
  status: 'running',
  params: { force: false },
  attempt: 1,
  maxAttempts: 5,
  runAfter: at(0),
  cancelRequested: false,
  createdAt: at(120_000),
  startedAt: at(60_000),
  ...more,
});

const event = (seq: number, type: JobEvent['type'], data: unknown): JobEvent => ({
  seq,
  type,
  data,
  occurredAt: at(1_000),
});

const table = (name: string, status: string, error: object | null = null) => ({
  ...{ id: name, name, status, rows: 10, bytes: 2_000, duration_ms: 1_500, error },
});

const drawn = async (one: Job, events: readonly JobEvent[] = [], canRepeat = false): Promise<string> => {
  const of = (type: JobEvent['type']) => events.filter((told) => told.type === type);
  const facts = { job: one, states: of('state'), tables: of('table'), log: of('log'), by: undefined };
  const pages = await loadPages();
  return pages.render('job', frame, jobView(facts, { now, canRepeat }));
};

test('a running job shows how far it is, how long it may take, and may be cancelled', async (t) => {
  const progress = { done: 2, total: 8, unit: 'tables', message: 'orders' };

  const html = await drawn(job({ progress }), [event(7, 'log', { message: 'Reading.' })]);

  t.regex(html, /<progress [^>]*value="2" max="8"/);
  t.regex(html, /2 of 8 tables<\/span>[^<]*<span[^>]*>about 3 minutes left orders/);
  t.regex(html, /data-follow="j1" data-after="7"/);
  t.regex(html, /Cancel this job/);
  t.notRegex(html, /Run again/);
});

test('a job that asks shows its question with two answers, and is not followed', async (t) => {
  const confirm = { question: 'Publish although 9 of 10 rows are gone?', resume: {} };

  const html = await drawn(job({ status: 'needs_confirmation', confirm }));

  t.regex(html, /<strong>Publish although 9 of 10 rows are gone\?<\/strong>/);
  t.regex(html, /value="yes"[\s\S]*value="no"/);
  t.notRegex(html, /data-follow|Cancel this job/);
});

test('a failed job says why and what to do; one that is tried again says when', async (t) => {
  const error = {
    code: 'run_failed',
    message: 'Nothing could be read.',
    retryable: false,
    statusSource: 'host',
  };
  const told = { status: 'failed', attempt: 1, error: { message: error.message } };

  const failed = await drawn(
    job({ status: 'failed', error, finishedAt: at(0) }),
    [event(3, 'state', told), event(4, 'end', told)],
    true,
  );
  const later = await drawn(
    job({ status: 'queued', error: { ...error, retryable: true }, runAfter: at(-600_000) }),
  );

  t.regex(failed, /Nothing could be read\.[\s\S]*Mend what it says, then run it again/);
  t.regex(failed, /Run again/);
  t.regex(later, /tried again by itself[\s\S]*in 10 minutes/);
});

test('of each table the latest outcome counts, failures stand first, and what does not fit is counted', (t) => {
  const error = { message: 'No such file.', remedy: 'Put it back.' };
  const events = [
    event(1, 'table', table('a', 'failed', error)),
    event(2, 'table', table('b', 'published')),
    event(3, 'table', table('c', 'failed', error)),
    event(4, 'table', table('a', 'published')),
    event(5, 'table', 'something else'),
  ];
  const many = Array.from({ length: 201 }, (_, index) =>
    event(index, 'table', table(`t${index}`, 'published')),
  );

  likeWhole(t, outcomeRows(events).rows, [
    { name: 'c', error, size: '2.0 KB', took: '2 s' },
    { name: 'a', error: null },
    { name: 'b' },
  ]);
  t.is(outcomeRows(events).more, '');
  t.is(outcomeRows(many).rows.length, 200);
  t.regex(outcomeRows(many).more, /^1 more table/);
});

const source: SourceStatus = {
  ...{ slug: 'shop', title: 'Shop', type: 'files', state: 'partial' },
  tables: { total: 3, failed: 1, stale: 1, never: 1 },
  notices: [],
  lastError: { code: 'table_failed', message: 'No such file.', remedy: 'Put it back.', since: at(3_600_000) },
};

const listOf = (more: Partial<Parameters<typeof jobsView>[0]>) => ({
  ...{ jobs: [], people: new Map(), depth: [], sources: [], upcoming: [], filters: {} },
  ...{ next: undefined, isFirst: true, now, ...more },
});

test('the list shows sources with their faults, both lanes, and what the clock is going to start', async (t) => {
  const pages = await loadPages();
  const depth = [{ lane: 'light', status: 'needs_confirmation', count: 2 }] as const;
  const upcoming = [{ id: 's', kind: 'sync.run', target: 'all', spec: 'every 15m', nextRun: at(-900_000) }];
  const full = jobsView(listOf({ sources: [source], depth, upcoming, jobs: [job()], next: 'more' }));

  const html = pages.render('jobs', frame, full).replaceAll('&#x3D;', '=');
  const empty = pages.render('jobs', frame, jobsView(listOf({ filters: { status: 'failed' } })));

  t.regex(
    html,
    /Fails in part[\s\S]*3 tables, 1 failed, 1 older than a day, 1 never read[\s\S]*not scheduled/,
  );
  t.regex(html, /<strong>No such file\.<\/strong> Put it back\./);
  t.regex(html, /Heavy lane<\/dt><dd>0 running, 0 queued<[\s\S]*0 queued, 2 waiting for a yes/);
  t.regex(html, /in 15 minutes<\/time> <span class="muted">\(every 15m\)/);
  t.regex(html, /the host<[\s\S]*1 min 0 s/);
  t.regex(html, /cursor=more/);
  t.regex(empty, /No job fits/);
  t.notRegex(empty, /Upcoming/);
});

test('T114: whatever sources, tables and logs say is text on the pages of jobs', async (t) => {
  const pages = await loadPages();
  const error = { code: 'x', message: hostile, retryable: true, statusSource: 'host', plugin: hostile };
  const bad = job({
    ...{ kind: hostile, params: { x: hostile }, error, status: 'failed', createdBy: hostile },
    ...{ concurrencyKey: hostile, progress: { done: 1, unit: hostile, message: hostile } },
    confirm: { question: hostile, resume: null },
  });
  const fault = { code: hostile, message: hostile, remedy: hostile, since: at(0) };
  const evil = { ...source, slug: hostile, title: hostile, type: hostile, lastError: fault };
  const filters = { kind: hostile, source: hostile, since: hostile, until: hostile };

  const one = await drawn(bad, [
    event(1, 'table', table(hostile, hostile, { message: hostile, remedy: hostile })),
    event(2, 'log', { message: hostile }),
    event(3, 'state', { status: 'failed', attempt: 1, error: { message: hostile } }),
  ]);
  const all = pages.render('jobs', frame, jobsView(listOf({ jobs: [bad], sources: [evil], filters })));

  t.notRegex(one, unsafe);
  t.notRegex(all, unsafe);
  t.regex(one, /&lt;script&gt;alert/);
  t.regex(all, /\{\{\{constructor\}\}\}/);
});

test('spans are told in the units people use', (t) => {
  t.deepEqual([12, 1_400, 61_000, 3_720_000].map(spanOf), ['12 ms', '1 s', '1 min 1 s', '1 hour 2 min']);
});
