import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectRead, conformance } from '@agnes/sdk/testing';
import connector from './connector.ts';

const days = { id: 't1', name: 'days', strategy: 'full_refresh', fullRefresh: true, primaryKey: [] } as const;

test('a leap year has 366 days', async () => {
  const { tables } = await collectRead(connector, {
    config: { first_year: 2024, last_year: 2024 },
    tables: [days],
  });

  assert.equal(tables['t1']?.rows.length, 366);
  assert.deepEqual(tables['t1']?.rows[59], {
    day: '2024-02-29',
    month: 2,
    weekday: 'Thursday',
    is_weekend: false,
  });
});

test('a table that is not there is given up with a reason', async () => {
  const { tables } = await collectRead(connector, {
    config: { first_year: 2024, last_year: 2024 },
    tables: [{ ...days, sourceTable: 'weeks' }],
  });

  assert.equal(tables['t1']?.error?.message, 'There is no "weeks" here; there is "days".');
});

const checks = conformance({
  folder: new URL('./', import.meta.url),
  config: { first_year: 2024, last_year: 2025 },
  tables: [{ plan: days, columns: ['day', 'month', 'weekday', 'is_weekend'], rows: 731 }],
  offered: ['days'],
});

for (const { title, run } of checks) test(title, run);
