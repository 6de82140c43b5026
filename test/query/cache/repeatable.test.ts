import test from 'ava';
import { isVolatile } from '../../../host/query/worker/repeatable.ts';
import { inDuckDb, openLab } from '../support/query-lab.ts';

const changing = [
  'SELECT random()',
  'SELECT id FROM orders ORDER BY RANDOM() LIMIT 3',
  'SELECT CURRENT_DATE',
  'SELECT * FROM orders WHERE last_update > now() - INTERVAL 1 DAY',
  'WITH t AS (SELECT uuid() AS u) SELECT * FROM t',
  'SELECT (SELECT localtimestamp)',
  "SELECT age(TIMESTAMP '2026-01-01')",
  'SELECT current_user',
  'FROM orders USING SAMPLE 3',
  'SELECT * FROM orders TABLESAMPLE 10%',
  'SELECT id FROM orders QUALIFY row_number() OVER (ORDER BY random()) = 1',
  'SELECT list_transform([1], x -> x + random())',
  'EXPLAIN ANALYZE SELECT 1',
  'EXPLAIN SELECT 1',
];

const steady = [
  'FROM orders',
  'SELECT \'now()\', "amount" AS random FROM orders -- current_date',
  'SELECT count(*) FROM orders GROUP BY region HAVING count(*) > 1',
  'SELECT orders.id FROM orders JOIN people USING (id)',
  'SHOW TABLES',
  'DESCRIBE orders',
  'PIVOT orders ON region IN (1) USING sum(amount)',
];

test('every function that the engine calls volatile, and every macro made of one, counts as one', async (t) => {
  const rows = (await inDuckDb(
    `SELECT function_name, coalesce(macro_definition, ''), coalesce(stability, '')
     FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro', 'table_macro')`,
  )) as [string, string, string][];
  const saysSo = rows.filter(([, , stability]) => /VOLATILE|WITHIN_QUERY/.test(stability));
  const madeOfOne = rows.filter(([, macro]) =>
    (macro.match(/[a-z_]+(?=\()|current_\w+/g) ?? []).some(isVolatile),
  );

  const missed = [...saysSo, ...madeOfOne].map(([name]) => name).filter((name) => !isVolatile(name));

  t.true(saysSo.length > 20);
  t.deepEqual(missed, []);
});

test('chance, the clock and samples give another answer each time; what only looks so does not', async (t) => {
  const { pool, scope } = await openLab(t);
  const repeats = async (sql: string): Promise<boolean> => {
    const { isRepeatable, end } = await pool.run({
      sql,
      scope,
      limit: 10,
      format: 'json',
      timeoutMs: 60_000,
    });
    await end;
    return isRepeatable;
  };
  const each = async (statements: readonly string[]): Promise<readonly string[]> => {
    const said: string[] = [];
    for (const sql of statements) if (await repeats(sql)) said.push(sql);
    return said;
  };

  t.deepEqual(await each(changing), []);
  t.deepEqual(await each(steady), steady);
});
