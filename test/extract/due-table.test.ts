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

test('a table with a query is refused when it is due, so that it is heard of', (t) => {
  const whole = { id: 'q', name: 'q', queryMode: 'materialized', sourceSlug: 'main' };
  // Of tables and sources nothing else is read here.
  const choice = {
    tables: [whole],
    sources: [],
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
    const runs = { lastSync: undefined, failures: { count, last: at('12:00') } };
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

test('only failures since the last success of the table itself count', async (t) => {
  const store = await openStore(t, () => now);
  const run = (table_id: string, time: string, status: string) => ({
    id: `${table_id} ${time}`,
    run_id: 'r',
    table_id,
    synced_at: at(time),
    status,
    rows: null,
    bytes: null,
    duration_ms: 1,
    error: null,
    error_code: null,
  });
  await store.keep((tx) =>
    insertHistory(tx, [
      run('a', '08:00', 'failed'),
      run('a', '09:00', 'unchanged'),
      run('a', '10:00', 'failed'),
      run('a', '11:00', 'failed'),
      run('a', '11:30', 'skipped'),
      run('b', '10:00', 'failed'),
      run('b', '11:00', 'published'),
      run('c', '07:00', 'failed'),
    ]),
  );

  t.deepEqual([...(await failuresSinceSuccess(store.read))].toSorted(), [
    ['a', { count: 2, last: at('11:00') }],
    ['c', { count: 1, last: at('07:00') }],
  ]);
});
