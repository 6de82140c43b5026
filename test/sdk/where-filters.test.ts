import { readWhereFilters } from '@agnes/sdk/where-filters';
import test from 'ava';

const now = Date.UTC(2024, 2, 1, 0, 30);

test('filters are read as they are registered, with placeholders as of the beginning of the run in UTC', (t) => {
  const filters = [
    { column: 'state', operator: 'eq', values: ['open', 1, true] },
    { column: 'state', operator: 'neq', values: ['{{today}}'] },
    { column: 'day', operator: 'ge', values: ['{{today-30d}}'] },
    { column: 'day', operator: 'lt', values: ['{{ month_start }}'] },
    { column: 'at', operator: 'le', values: ['{{now}}'] },
  ];

  t.deepEqual(readWhereFilters(filters, now), [
    { column: 'state', operator: 'eq', values: ['open', 1, true] },
    { column: 'state', operator: 'ne', values: ['2024-03-01'] },
    { column: 'day', operator: 'ge', values: ['2024-01-31'] },
    { column: 'day', operator: 'lt', values: ['2024-03-01'] },
    { column: 'at', operator: 'le', values: ['2024-03-01T00:30:00.000Z'] },
  ]);
  t.deepEqual(readWhereFilters(undefined, now), []);
});

const bad: readonly (readonly [unknown, RegExp])[] = [
  ['x', /names no column/],
  [{ operator: 'eq', values: [1] }, /names no column/],
  [{ column: 'a', operator: 'like', values: ['x'] }, /operator is none of eq/],
  [{ column: 'a', operator: 'eq', values: [] }, /has no values/],
  [{ column: 'a', operator: 'eq', values: [null] }, /neither text nor number/],
  [{ column: 'a', operator: 'gt', values: [1, 2] }, /"gt" compares with one value/],
  [{ column: 'a', operator: 'eq', values: ['{{yesterday}}'] }, /"\{\{yesterday\}\}" is no placeholder/],
];

for (const [filter, message] of bad) {
  test(`the filter ${JSON.stringify(filter)} is refused`, (t) => {
    t.throws(() => readWhereFilters([filter], now), { code: 'config_error', message });
  });
}
