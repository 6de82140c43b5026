import test from 'ava';
import { type SourceFacts, sourceStatus } from '../../host/lake/status/source-status.ts';
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
