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
