import type { Readable } from 'node:stream';
import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { arrowAnswer, arrowRequest } from './support/arrow-answer.ts';
import { arrowValues } from './support/arrow-values.ts';
import { inDuckDb, openLab } from './support/query-lab.ts';

const context = fileContext();

let lab: Awaited<ReturnType<typeof openLab>>;

test.before(async () => {
  lab = await openLab(context);
});

/** Twelve columns with NULLs in changing places, in lists that overlap no boundary of a batch or a vector. */
const mixed = (rows: number): string => `
  SELECT i AS id, CASE WHEN i % 3 > 0 THEN i % 2 = 0 END AS flag, CASE WHEN i % 5 > 0 THEN i::DOUBLE / 4 END AS ratio,
    CASE WHEN i % 7 > 0 THEN (i % 100)::TINYINT END AS small, (i / 8)::DECIMAL(18, 3) AS price,
    CASE WHEN i % 4 > 0 THEN repeat('é', (i % 20)::INT) END AS name,
    CASE WHEN i % 6 > 0 THEN [x FOR x IN range(i % 4) IF x <> 1] END AS list,
    CASE WHEN i % 8 > 0 THEN {'a': CASE WHEN i % 9 > 0 THEN i END, 'b': [i::VARCHAR, NULL]} END AS struct,
    CASE WHEN i % 11 > 0 THEN [i % 2 = 0, NULL, i % 3 = 0] END::BOOLEAN[3] AS three,
    map([i, i + 1], [NULL, i::HUGEINT]) AS map
  FROM range(${rows}) t(i) ORDER BY (i * 7919) % ${rows}`;

test('values and NULLs of every kind are those of DuckDB, over many batches', async (t) => {
  const rows = 70_001;
  const { table, ...end } = await arrowAnswer(lab, mixed(rows), { limit: rows });

  const { rows: read } = arrowValues(table);

  t.like(end, { rows, truncated: false });
  t.true(table.batches.length > 1);
  const expected = (await inDuckDb(
    `SELECT id, flag, ratio, small, (price * 1000)::BIGINT, name, list, struct, three, map FROM (${mixed(rows)})`,
  )) as readonly unknown[];
  t.deepEqual(read.length, expected.length);
  for (const start of [0, 2_000, 32_000, 69_900]) {
    const window = (of: readonly unknown[]): unknown => of.slice(start, start + 101);
    t.deepEqual(window(read.map(asJson)), window(expected));
  }
});

/** As the client of DuckDB puts it: maps as pairs. */
const asJson = (row: readonly unknown[]): unknown => [
  ...row.slice(0, 4),
  ...row.slice(4, -1),
  Object.entries(row.at(-1) ?? {}).map(([key, value]) => ({ key, value })),
];

test('N43: an Arrow stream says truthfully whether it was cut', async (t) => {
  const ends = await Promise.all(
    [
      ['FROM orders', 11],
      ['FROM orders', 12],
      ['FROM orders ORDER BY id DESC', 11],
      ['FROM orders WHERE false', 5],
      ['FROM range(20000)', 20_000],
      ['FROM range(20001)', 20_000],
      ['FROM range(1000000000000)', 20_000],
    ].map(async ([sql, limit]) => {
      const { table, rows, truncated } = await arrowAnswer(lab, String(sql), { limit: Number(limit) });
      return [table.numRows, rows, truncated];
    }),
  );

  t.deepEqual(ends, [
    [11, 11, true],
    [12, 12, false],
    [11, 11, true],
    [0, 0, false],
    [20_000, 20_000, false],
    [20_000, 20_000, true],
    [20_000, 20_000, true],
  ]);
});

test('an answer without rows has its columns, repeated names numbered', async (t) => {
  const { table } = await arrowAnswer(lab, "SELECT 1 AS a, 'x' AS a, $1::DATE AS \"it's\" WHERE false", {
    params: ['2026-01-02'],
  });

  t.deepEqual(
    table.schema.fields.map(({ name, type }) => `${name} ${type}`),
    ['a Int32', 'a_1 Utf8', "it's Date32<DAY>"],
  );
  t.is(table.numRows, 0);
});

test('a plan comes as Arrow, too', async (t) => {
  const { table } = await arrowAnswer(lab, 'EXPLAIN SELECT 1');

  t.deepEqual(arrowValues(table).rows[0]?.[0], 'plan');
});

test('a whole number beyond 38 digits fails the query instead of losing digits', async (t) => {
  const { code } = await lab.ask(`SELECT ${'9'.repeat(38)}::HUGEINT + 1`, { format: 'arrow' });

  t.is(code, 'query_failed');
});

test('a reader who stops reading an Arrow stream frees its worker', async (t) => {
  const { body, end } = await lab.pool.run(arrowRequest(lab, 'FROM range(30000000)', { limit: 30_000_000 }));
  // More than 256 KiB, so it is a stream.
  (body as Readable).destroy();

  await t.throwsAsync(end, { code: 'query_cancelled' });
  t.deepEqual(await lab.rows('SELECT 1'), [[1]]);
});

test('an error in the middle of an Arrow stream breaks the stream, and the end says why', async (t) => {
  const sql = "SELECT CASE WHEN i < 900000 THEN i ELSE ('x' || i)::INT END AS n FROM range(1000000) t(i)";

  const { body, end } = await lab.pool.run(arrowRequest(lab, sql, { limit: 1_000_000 }));

  await t.throwsAsync((body as Readable).toArray(), { code: 'query_failed' });
  await t.throwsAsync(end, { message: /Could not convert string 'x9\d+' to INT32/ });
});
