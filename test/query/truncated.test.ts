import test from 'ava';
import type { QueryFormat } from '../../host/query/protocol.ts';
import { openLab } from './support/query-lab.ts';

type Case = readonly [sql: string, limit: number, format: QueryFormat, lines: number, truncated: boolean];

/** The orders table has twelve rows; CSV has a header line more. */
const cases: readonly Case[] = [
  ['FROM orders', 11, 'json', 11, true],
  ['FROM orders', 12, 'json', 12, false],
  ['FROM orders', 13, 'json', 12, false],
  ['FROM orders WHERE false', 1, 'json', 0, false],
  ['FROM orders', 11, 'ndjson', 11, true],
  ['FROM orders', 12, 'ndjson', 12, false],
  ['FROM range(20001)', 20_000, 'json', 20_000, true],
  ['FROM range(20000)', 20_000, 'json', 20_000, false],
  ['FROM range(19999)', 20_000, 'ndjson', 19_999, false],
  ['FROM orders', 11, 'csv', 12, true],
  ['FROM orders', 12, 'csv', 13, false],
  ['FROM orders', 13, 'csv', 13, false],
  ['FROM orders ORDER BY id', 11, 'csv', 12, true],
  ['FROM orders ORDER BY id', 12, 'csv', 13, false],
  ['SELECT region FROM orders GROUP BY 1', 2, 'csv', 3, true],
  ['SELECT region FROM orders GROUP BY 1', 3, 'csv', 4, false],
  ['FROM orders LIMIT 5', 5, 'csv', 6, false],
  ['FROM orders LIMIT 5', 4, 'csv', 5, true],
  ['FROM orders LIMIT 5 OFFSET 10', 5, 'csv', 3, false],
  ['FROM orders LIMIT 50%', 6, 'csv', 7, false],
  ['FROM orders LIMIT 50%', 5, 'csv', 6, true],
  ['(FROM orders LIMIT 2) UNION ALL FROM orders', 5, 'csv', 6, true],
  ['FROM orders LIMIT 2 + 3', 4, 'csv', 5, true],
  ['SELECT * FROM orders o JOIN people p ON o.id % 3 = p.id % 3', 11, 'csv', 12, true],
  ['SELECT random() FROM orders', 11, 'csv', 12, true],
];

test('N43: no answer is cut without saying so, and none says so that is whole', async (t) => {
  const lab = await openLab(t, { workers: 2 });

  const answers = await Promise.all(
    cases.map(async ([sql, limit, format]) => {
      const { rows, truncated } = await lab.ask(sql, { limit, format });
      return [sql, limit, format, rows.split('\n').length - 1, truncated];
    }),
  );

  t.deepEqual(answers, cases);
});

test('an answer as JSON is cut after a whole row at its bytes, and tells that and how many rows came', async (t) => {
  const lab = await openLab(t, { maxJsonBytes: 600_000 });
  const sql = "SELECT range, repeat('x', 90) FROM range(100000)";
  const cutAt = async (limit: number) => {
    const { body, end } = await lab.pool.run({ ...ofJson, sql, scope: lab.scope, limit });
    const text = Buffer.isBuffer(body) ? String(body) : Buffer.concat(await body.toArray()).toString();
    return { rows: JSON.parse(`[${text.slice(1)}]`).length, size: text.length, end: await end };
  };

  for (const limit of [9_000, 90_000]) {
    const { rows, size, end } = await cutAt(limit);
    t.deepEqual(end, { rows, truncated: true });
    t.true(size <= 600_000 && size > 599_800);
  }
  const all = await cutAt(5_000);
  t.like(all.end, { rows: 5_000, truncated: true });
  t.deepEqual(await lab.rows('SELECT 1'), [[1]]);
});

const ofJson = { format: 'json', timeoutMs: 60_000 } as const;
