import test from 'ava';
import type { Job, JobStep } from '../../host/jobs/job.ts';
import { type SourceFacts, sourceStatus } from '../../host/lake/status/source-status.ts';
import { type OpenRun, workOn } from '../../host/lake/status/source-work.ts';
import { sourceStatusWire } from '../../host/lake/status/status-wire.ts';
import type { TableState } from '../../host/lake/table-state.ts';
import type { Table } from '../../host/registry/table.ts';
import type { Condition } from '../../host/store/conditions.ts';

const now = Date.parse('2027-01-02T12:00:00Z');
const hour = 3_600_000;
const before = (ms: number) => new Date(now - ms);

const source = {
  id: 's1',
  slug: 'shop',
  type: 'files',
  connector: 'agnes/connector-files#files',
  title: 'Shop',
  config: {},
  secretRefs: {},
  isDefault: true,
  enabled: true,
};

const table = (id: string, syncSchedule?: string): Table => ({
  id,
  name: id,
  sourceId: 's1',
  sourceSlug: 'shop',
  queryMode: 'local',
  syncStrategy: 'full_refresh',
  primaryKey: [],
  distribution: 'download',
  profileAfterSync: false,
  registeredAt: new Date(0),
  options: {},
  ...(syncSchedule !== undefined && { syncSchedule }),
});

const good = (id: string, lastSync = before(hour)): TableState => ({
  id,
  name: id,
  sourceSlug: 'shop',
  status: 'ok',
  lastSync,
});

const bad = (id: string): TableState => ({
  ...good(id, before(30 * hour)),
  status: 'stale',
  lastAttemptAt: before(hour),
  error: { code: 'upstream_error', message: 'It is down.', retryable: true },
});

const condition = (subjectType: string, subjectId: string, code: string): Condition => ({
  id: code,
  subjectType,
  subjectId,
  code,
  severity: 'error',
  why: 'It is down.',
  remedy: 'Mend it.',
  since: before(hour),
  lastSeenAt: before(0),
});

const facts = (states: readonly TableState[], more: Partial<SourceFacts> = {}): SourceFacts => ({
  tables: [table('a'), table('b', 'daily 03:00')],
  stateOf: (id) => states.find((state) => state.id === id),
  conditions: [],
  runs: [],
  eventsOf: () => undefined,
  now,
  ...more,
});

test('of a source that events are pushed to is told what waits and what was given up', (t) => {
  const pushed = facts([good('a'), good('b')], { eventsOf: () => ({ waiting: 2, failed: 1 }) });

  const told = sourceStatusWire(sourceStatus(source, pushed));
  const other = sourceStatusWire(sourceStatus(source, facts([good('a'), good('b')])));

  t.deepEqual(told.events, { waiting: 2, failed: 1 });
  t.is(other.events, null);
});

test('a source whose tables were read is healthy, and says when', (t) => {
  const status = sourceStatus(source, facts([good('a'), good('b', before(2 * hour))]));

  t.like(status, { state: 'healthy', lastSuccess: before(hour) });
  t.deepEqual(status.tables, { total: 2, failed: 0, stale: 0, never: 0 });
  t.is(status.lastError, undefined);
});

test('a source that brings nothing is failing, with the remedy of its condition and its last success', (t) => {
  const conditions = [condition('source', 's1', 'source_failed'), condition('source', 's2', 'source_failed')];

  const status = sourceStatus(source, facts([bad('a'), bad('b')], { conditions }));

  t.like(status, {
    state: 'failing',
    lastSuccess: before(30 * hour),
    lastError: { code: 'source_failed', message: 'It is down.', remedy: 'Mend it.', since: before(hour) },
  });
  t.deepEqual(status.tables, { total: 2, failed: 2, stale: 1, never: 0 });
});

test('one table of several that fails makes a source partial', (t) => {
  const conditions = [condition('table', 'b', 'table_failed')];

  const told = sourceStatus(source, facts([good('a'), bad('b')], { conditions }));
  const untold = sourceStatus(source, facts([good('a'), bad('b')]));

  t.like(told, { state: 'partial', lastError: { code: 'table_failed', remedy: 'Mend it.' } });
  t.like(untold, { state: 'partial', lastError: { code: 'upstream_error', message: '"b": It is down.' } });
});

test('a source without tables, one that was never read and one that is switched off are not called healthy', (t) => {
  t.is(sourceStatus(source, facts([], { tables: [] })).state, 'empty');
  t.is(sourceStatus(source, facts([])).state, 'waiting');
  t.is(sourceStatus({ ...source, enabled: false }, facts([good('a')])).state, 'disabled');
});

test('the next run is the next tick of the clock, or later when nothing is due then; without a clock there is none', (t) => {
  const nextTick = new Date(now + 60_000);
  const states = [good('a'), good('b')];
  const tables = [table('a', 'every 6h'), table('b', 'daily 03:00')];
  t.is(sourceStatus(source, facts(states)).nextRun, undefined);
  t.deepEqual(sourceStatus(source, facts(states, { nextTick })).nextRun, nextTick);
  t.deepEqual(sourceStatus(source, facts(states, { nextTick, tables })).nextRun, new Date(now + 5 * hour));
  t.is(sourceStatus({ ...source, enabled: false }, facts(states, { nextTick })).nextRun, undefined);
});

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
