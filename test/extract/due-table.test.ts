import test from 'ava';
import { isDue } from '../../host/extract/due-table.ts';
import { planRun } from '../../host/extract/plan-run.ts';
import { failuresSinceSuccess, insertHistory } from '../../host/extract/repository.ts';
import { openStore } from '../jobs/open-jobs.ts';

const at = (time: string): Date => new Date(`2027-03-01T${time}:00Z`);
const now = at('12:00').getTime();
const none = { failures: undefined };
const due = (syncSchedule: string | undefined, runs: Parameters<typeof isDue>[1], when = now) =>
  isDue({ queryMode: 'local', ...(syncSchedule !== undefined && { syncSchedule }) }, runs, when);

test('N18: a table is due by its own schedule after its last success, without one at every refresh', (t) => {
  t.true(due(undefined, { lastSync: at('11:59'), ...none }));
  t.false(due('every 1h', { lastSync: at('11:30'), ...none }));
  t.true(due('every 1h', { lastSync: at('11:00'), ...none }));
  t.true(due('daily 06:00', { lastSync: undefined, ...none }));
  t.false(due('daily 06:00', { lastSync: at('06:01'), ...none }));
  t.true(due('daily 06:00', { lastSync: at('05:59'), ...none }));
  t.true(due('hourly', { lastSync: at('11:59'), ...none }), 'so that it is refused, and seen');
});

test('a materialized table without a schedule is due every hour', (t) => {
  const materialized = { queryMode: 'materialized' } as const;

  t.false(isDue(materialized, { lastSync: at('11:30'), ...none }, now));
  t.true(isDue(materialized, { lastSync: at('11:00'), ...none }, now));
});

test('a table with a query that its connector does not run is refused when it is due, so that it is heard of', (t) => {
  const whole = { id: 'q', name: 'q', queryMode: 'materialized', sourceSlug: 'main' };
  // Of tables and sources nothing else is read here.
  const choice = {
    tables: [whole],
    sources: [{ slug: 'main', type: 'files', enabled: true }],
    modesOf: () => ['local'],
    lastSync: () => undefined,
    failures: new Map(),
    now,
  } as never;

  const { sources, refused } = planRun({ force: false, trigger: 'schedule' }, choice);

  t.deepEqual(sources, []);
  t.like(refused, { 0: { status: 'failed', error: { code: 'not_materializable' } }, length: 1 });
});

test('a table that fails waits 1, 2, 4 … minutes up to an hour, whatever the refresh', (t) => {
  const dueAfter = (spec: string | undefined, count: number) => {
    const runs = { lastSync: undefined, failures: { count, last: at('12:00'), retryable: true } };
    for (let minutes = 0; minutes < 3000; minutes += 1) {
      if (due(spec, runs, now + minutes * 60_000)) return minutes;
    }
    return undefined;
  };

  t.deepEqual(
    [1, 2, 5, 7, 9].map((count) => dueAfter(undefined, count)),
    [1, 2, 16, 60, 60],
  );
  // Beyond its interval or an hour: its next slot.
  t.deepEqual(
    [1, 4, 5].map((count) => dueAfter('every 15m', count)),
    [1, 8, 15],
  );
  t.deepEqual(
    [6, 7].map((count) => dueAfter('daily 06:00', count)),
    [32, 18 * 60],
  );
});

test('what only a person can mend waits for the next slot, and a source that asks for time gets it', (t) => {
  const last = at('12:00');
  const soon = { lastSync: undefined, failures: { count: 1, last, retryable: true, retryAt: at('12:20') } };
  const never = { lastSync: undefined, failures: { count: 1, last, retryable: false } };
  const after = (minutes: number): number => now + minutes * 60_000;

  t.deepEqual(
    [19, 20].map((minutes) => due(undefined, soon, after(minutes))),
    [false, true],
  );
  t.deepEqual(
    [59, 60].map((minutes) => due(undefined, never, after(minutes))),
    [false, true],
  );
  t.deepEqual(
    [14, 15].map((minutes) => due('every 15m', never, after(minutes))),
    [false, true],
  );
  t.false(due('daily 06:00', never, after(17 * 60)));
  t.true(due('daily 06:00', never, after(18 * 60)));
});

const run = (key: string, status: string, rest = {}) => ({
  id: key,
  run_id: 'r',
  table_id: key.slice(0, 1),
  synced_at: at(key.slice(2)),
  status,
  rows: null,
  bytes: null,
  duration_ms: 1,
  error: null,
  error_code: null,
  ...rest,
});
const table = (id: string, changed: string) => ({
  id,
  name: id,
  name_key: id,
  sync_strategy: 'full_refresh',
  query_mode: 'local' as const,
  distribution: 'download',
  profile_after_sync: false,
  registered_at: at('00:00'),
  updated_at: at(changed),
});
const state = (table_id: string, status: 'ok' | 'error', retryable: boolean | null = null) => ({
  table_id,
  status,
  retryable,
});
const tried = {
  id: 'try',
  job_id: 'j',
  trigger: 'manual',
  status: 'failed',
  started_at: at('11:00'),
  tables_ok: 0,
  tables_failed: 1,
  tables_skipped: 0,
  dry_run: true,
};

test('only failures since the last success of the table, and since somebody changed it, count; dry runs do not', async (t) => {
  const store = await openStore(t, () => now);
  await store.keep(async (tx) => {
    await tx.insertInto('sync_runs').values(tried).execute();
    await tx
      .insertInto('table_registry')
      .values([table('a', '00:00'), table('b', '00:00'), table('c', '00:00'), table('d', '08:00')])
      .execute();
    await tx
      .insertInto('sync_state')
      .values([state('a', 'error', true), state('b', 'ok'), state('c', 'error', false), state('d', 'error')])
      .execute();
    await insertHistory(tx, [
      run('a 08:00', 'failed'),
      run('a 09:00', 'unchanged'),
      run('a 10:00', 'failed', { retry_at: at('10:30') }),
      run('a 11:00', 'failed'),
      run('a 11:30', 'skipped'),
      run('a 11:40', 'failed', { run_id: 'try' }),
      run('b 10:00', 'failed'),
      run('b 11:00', 'published'),
      run('c 07:00', 'failed'),
      run('d 07:00', 'failed'),
    ]);
  });

  t.deepEqual([...(await failuresSinceSuccess(store.read))].toSorted(), [
    ['a', { count: 2, last: at('11:00'), retryable: true, retryAt: at('10:30') }],
    ['c', { count: 1, last: at('07:00'), retryable: false }],
  ]);
});
