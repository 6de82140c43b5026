import { fakeHost } from '@agnes/sdk/testing';
import test from 'ava';
import manifest from '../agnes.plugin.json' with { type: 'json' };
import plugin from '../index.ts';
import { inspectTable } from '../inspect-table.ts';
import type { Checks } from '../settings.ts';

const source = { slug: 'shop', type: 'files' };
const table = { id: 't1', name: 'orders' };
const now = Date.UTC(2027, 0, 10);
const figures = { nulls: 0, distinct: 10, min: '1', max: '10' };
const staged = { source, table, rows: 10, sizeBytes: 1, columns: [], measured: { id: figures } };

const inspect = (checks: Checks, more: Partial<typeof figures> = {}) =>
  inspectTable(
    { ...staged, measured: { id: { ...figures, ...more } } },
    { tables: { orders: checks } },
    now,
  ).map(({ code }) => code);

const checking = async (checks: Checks) => {
  const host = fakeHost({ manifest, settings: { tables: { orders: checks } } });
  await plugin.setup(host);
  return host;
};

test('the columns that are checked are measured, beside those that others asked for', async (t) => {
  const host = await checking({
    not_null: ['id'],
    unique: ['id'],
    range: [{ column: 'total', min: 0 }],
    freshness: { column: 'at', max_age: '1d' },
  });

  const { tables } = await host.call('beforeExtract', {
    source,
    tables: [
      { ...table, measure: ['x'] },
      { id: 't2', name: 'people' },
    ],
  });

  t.deepEqual(tables, [
    { ...table, measure: ['x', 'id', 'total', 'at'] },
    { id: 't2', name: 'people' },
  ]);
});

test('a table without checks has no findings', async (t) => {
  const host = await checking({ not_null: ['id'] });

  t.deepEqual(await host.call('afterExtract', { ...staged, table: { id: 't2', name: 'people' } }), []);
});

test('rows without a value and values that repeat are counted', async (t) => {
  const host = await checking({ not_null: ['ID'], unique: ['id'], severity: 'block' });

  const findings = await host.call('afterExtract', {
    ...staged,
    measured: { id: { ...figures, nulls: 2, distinct: 7 } },
  });

  t.deepEqual(findings, [
    { severity: 'block', code: 'not_null', message: '2 rows have no value in "ID".' },
    { severity: 'block', code: 'unique', message: '1 rows repeat a value of "id".' },
  ]);
});

test('the ends of a range belong to it, for numbers and for times', (t) => {
  t.deepEqual(inspect({ range: [{ column: 'id', min: 1, max: 10 }] }), []);
  t.deepEqual(inspect({ range: [{ column: 'id', min: 2, max: 9 }] }), ['range', 'range']);
  const times = { min: '2027-01-01T00:00:00.000Z', max: '2027-01-02T00:00:00.000Z' };
  t.deepEqual(inspect({ range: [{ column: 'id', min: '2027-01-01', max: '2027-01-02' }] }, times), []);
  t.deepEqual(inspect({ range: [{ column: 'id', max: '2027-01-01' }] }, times), ['range']);
});

test('data is fresh while its latest time is not older than it may be', (t) => {
  const freshness = { column: 'id', max_age: '2d' };
  t.deepEqual(inspect({ freshness }, { max: '2027-01-08T00:00:00.000Z' }), []);
  t.deepEqual(inspect({ freshness }, { max: '2027-01-07T23:59:59.000Z' }), ['freshness']);
  t.deepEqual(
    inspectTable(
      { ...staged, measured: { id: { ...figures, max: null } } },
      {
        tables: { orders: { freshness } },
      },
      now,
    ).length,
    1,
  );
});

test('too few rows, too many rows and a column that is not there are findings', (t) => {
  t.deepEqual(inspect({ row_count: { min: 10, max: 10 } }), []);
  t.deepEqual(inspect({ row_count: { min: 11 } }), ['row_count']);
  t.deepEqual(inspect({ row_count: { max: 9 } }), ['row_count']);
  t.deepEqual(inspect({ not_null: ['nope'] }), ['column_missing']);
});
