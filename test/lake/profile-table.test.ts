import test from 'ava';
import { stringifyExact } from '../../host/lake/profile/exact-json.ts';
import { profileTable } from '../../host/lake/profile/worker/profile-table.ts';
import { likeWhole } from '../support/like-whole.ts';
import { counted, described, measured, randomTable } from './support/exact-numbers.ts';
import { parquetTable } from './support/parquet-table.ts';

const limits = { rows: 500_000, cells: 40_000_000, columns: 2_000, memoryMb: 512 };

for (const seed of [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]) {
  test(`the numbers of a small table are those of exact SQL: random table ${seed}`, async (t) => {
    const { table, ask } = await parquetTable(t, randomTable(seed));

    const profile = await profileTable(table, limits);

    const [rows, distinct] = await ask(
      'SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT * FROM t)) FROM t',
    );
    const all = await Promise.all([
      ...profile.columns.map((column) => counted(ask, column)),
      ...profile.columns.slice(0, 3).map((column) => measured(ask, column)),
      described(ask, profile),
    ]);
    t.like(profile, { row_count: Number(rows), sampled: false, columns_omitted: 0 });
    t.is(profile.duplicate_rows, Number(rows) - Number(distinct));
    t.deepEqual(
      all.map(({ told }) => told),
      all.map(({ exact }) => exact),
    );
  });
}

test('what JSON cannot hold is text, and whole numbers keep their digits', async (t) => {
  const { table } = await parquetTable(
    t,
    `SELECT * FROM (VALUES
      ('NaN'::DOUBLE, 9007199254740993, 12.50::DECIMAL(9,2), INTERVAL 3 DAY, '\\xAA'::BLOB, TIMESTAMPTZ '2024-02-03 04:05:06+02'),
      ('-Infinity', -1, -0.10, INTERVAL 1 MONTH, 'abc'::BLOB, NULL),
      (1.5, NULL, NULL, NULL, NULL, 'infinity')) v(d, big, price, span, bytes, moment)`,
  );

  const profile = await profileTable(table, limits);

  const [d, big, price, span, bytes, at] = profile.columns;
  likeWhole(t, d, {
    min: 1.5,
    max: 1.5,
    mean: 1.5,
    std: null,
    non_finite: 2,
    histogram: [{ from: 1.5, to: 1.5, count: 1 }],
  });
  t.like(big, { min: -1, max: 9_007_199_254_740_993n });
  t.like(price, { min: '-0.10', max: '12.50' });
  t.like(span, { min: '1 month', max: '3 days', class: 'text' });
  t.like(bytes, { lengths: { min: 1, max: 3, mean: 2 } });
  t.like(at, { min: '2024-02-03 02:05:06+00:00', max: '2024-02-03 02:05:06+00:00' });
  t.deepEqual(at?.date_histogram, [{ quarter: '2024-Q1', count: 1 }]);
  t.deepEqual(JSON.parse(stringifyExact(profile.sample_rows[0])), [
    'NaN',
    Number('9007199254740993'),
    '12.50',
    '3 days',
    '\\xAA',
    '2024-02-03 02:05:06+00:00',
  ]);
  t.regex(stringifyExact(profile), /"max":9007199254740993,/);
});

test('numbers whose squares overflow have a mean, a deviation and a histogram', async (t) => {
  const { table } = await parquetTable(t, 'SELECT unnest([-1.5e308, 0, 1.5e308])::DOUBLE AS x');

  const { columns } = await profileTable(table, limits);

  t.like(columns[0], { mean: 0, std: 1.5e308, quantiles: { p50: 0 } });
  t.deepEqual(columns[0]?.histogram?.filter(({ count }) => count > 0).length, 3);
});

test('columns are classed, and warned about', async (t) => {
  const { table } = await parquetTable(
    t,
    `SELECT i AS id, 'x' AS always, NULL::INTEGER AS never, (i % 3 = 0)::INTEGER AS mostly_zero,
      CASE WHEN i % 10 = 0 THEN NULL ELSE i % 7 END AS gaps, CASE WHEN i % 2 = 0 THEN NULL ELSE i % 5 + 1 END AS holes,
      CASE WHEN i < 150 THEN 'a' ELSE 'b' END AS skewed, 'n' || i % 90 AS names, i % 2 = 0 AS flag,
      DATE '2024-01-01' + (i % 9)::INTEGER AS day, {'a': i} AS tree, [i] AS list FROM range(200) r(i)`,
  );

  const { columns, variable_types, alerts, date_range } = await profileTable(table, limits);

  t.deepEqual(
    columns.map((column) => [column.name, column.class, column.alerts.join(' ')]),
    [
      ['id', 'unique_id', 'unique'],
      ['always', 'constant', 'constant'],
      ['never', 'constant', 'constant high_missing'],
      ['mostly_zero', 'numeric', 'zeros'],
      ['gaps', 'numeric', 'missing'],
      ['holes', 'numeric', 'high_missing'],
      ['skewed', 'categorical', 'imbalance'],
      ['names', 'text', 'high_cardinality'],
      ['flag', 'boolean', ''],
      ['day', 'date', ''],
      ['tree', 'nested', 'unique'],
      ['list', 'nested', 'unique'],
    ],
  );
  t.like(variable_types, { numeric: 3, nested: 2, constant: 2 });
  t.is(alerts.length, 11);
  t.deepEqual(date_range, { from: '2024-01-01', to: '2024-01-09' });
});

test('large tables are sampled, and say so; counts of rows stay exact', async (t) => {
  const { table } = await parquetTable(t, 'SELECT i, i % 4 AS quarter FROM range(20000) r(i)');

  const profile = await profileTable(table, { ...limits, rows: 1_000 });

  t.like(profile, { row_count: 20_000, sample_size: 1_000, sampled: true, duplicate_rows: 0 });
  t.is(profile.columns[1]?.distinct, 4);
  t.is(profile.sample_rows.length, 100);
});

test('wide tables are looked at with fewer rows, whole ones, and no further than the limit', async (t) => {
  const columns = Array.from({ length: 60 }, (_, i) => `i % 150 + ${i} AS c${i}`).join(', ');
  const { table } = await parquetTable(t, `SELECT ${columns} FROM range(6000) r(i)`);

  const profile = await profileTable(table, { ...limits, cells: 15_000, columns: 50 });

  t.like(profile, {
    column_count: 60,
    columns_omitted: 10,
    sample_size: 300,
    sampled: true,
    row_count: 6000,
  });
  t.is(profile.duplicate_rows, 300 - (profile.columns[0]?.distinct ?? 0));
  t.is(profile.sample_rows.length, 100);
  // Columns are read in groups, and every group from the same rows.
  t.true(profile.sample_rows.every((row) => Number(row[49]) - Number(row[0]) === 49));
});

test('what does not fit into memory is looked at with fewer rows', async (t) => {
  const { table } = await parquetTable(
    t,
    'SELECT i, repeat(chr((97 + i % 26)::INTEGER), 3900) || i AS doc FROM range(40000) r(i)',
  );

  const profile = await profileTable(table, { ...limits, memoryMb: 120 });

  t.like(profile, { row_count: 40_000, sample_size: 5_000, sampled: true });
});

test('huge cells are told apart by hash, and shown by their beginning', async (t) => {
  const { table } = await parquetTable(t, `SELECT repeat('x', 100000) || i % 2 AS doc FROM range(10) r(i)`);

  const { columns, sample_rows } = await profileTable(table, limits);

  t.like(columns[0], { distinct: 2, lengths: { min: 100_001, max: 100_001 } });
  t.deepEqual(sample_rows[0], [`${'x'.repeat(200)}…`]);
});

test('an empty table has a profile', async (t) => {
  const { table } = await parquetTable(t, `SELECT 1 AS a, 'x' AS b, DATE '2024-01-01' AS c WHERE false`);

  const profile = await profileTable(table, limits);

  t.like(profile, { row_count: 0, avg_completeness: 100, missing_cells: 0, date_range: null, alerts: [] });
  t.deepEqual(profile.sample_rows, []);
});
