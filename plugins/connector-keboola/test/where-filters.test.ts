import test from 'ava';
import { resolvedFilters } from '../where-filters.ts';

const now = Date.UTC(2026, 2, 1, 23, 30);
const resolved = (value: unknown) =>
  resolvedFilters(
    { name: 'orders', whereFilters: [{ column: 'day', operator: 'ge', values: [value] }] },
    now,
  )[0]?.values[0];

test('placeholders are days and moments in UTC', (t) => {
  const values = ['{{today}}', '{{today-30d}}', '{{month_start}}', '{{now}}', 'x {{ today }} y', 'plain', 5];

  t.deepEqual(values.map(resolved), [
    '2026-03-01',
    '2026-01-30',
    '2026-03-01',
    '2026-03-01T23:30:00.000Z',
    'x 2026-03-01 y',
    'plain',
    '5',
  ]);
});

test('a placeholder and an operator that do not exist are faults of the filter', (t) => {
  t.throws(() => resolved('{{tomorrow}}'), { code: 'bad_filter' });
  t.throws(() => resolved('{{today-d}}'), { code: 'bad_filter' });
  t.throws(
    () =>
      resolvedFilters({ name: 'x', whereFilters: [{ column: 'a', operator: 'like', values: ['b'] }] }, now),
    {
      code: 'bad_filter',
    },
  );
});
