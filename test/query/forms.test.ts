import test from 'ava';
import { openLab, viewsOf } from './support/query-lab.ts';

test('every kind of statement can be had as CSV', async (t) => {
  const { ask } = await openLab(t);
  const csv = async (sql: string): Promise<string> => (await ask(sql, { format: 'csv' })).rows;

  t.is(await csv('SHOW TABLES'), 'name\norders\npeople\n');
  t.is(
    await csv('DESCRIBE SELECT 1 AS a;'),
    'column_name,column_type,null,key,default,extra\na,INTEGER,YES,,,\n',
  );
  t.is(await csv('VALUES (1, 2)'), 'col0,col1\n1,2\n');
  t.is(await csv('SELECT 1 AS a, 2 AS a -- twice'), 'a,a_1\n1,2\n');
  t.is(
    await csv('EXPLAIN SELECT 1'),
    'explain_key,explain_value\nplan,"PROJECTION (Projections: 1; Estimated Cardinality: 1)\n  DUMMY_SCAN"\n',
  );
  t.regex(await csv('SUMMARIZE people'), /^column_name,column_type,min,[\s\S]*\nname,VARCHAR,name 1,name 3,/);
});

test('values are bound in answers that DuckDB writes itself', async (t) => {
  const { ask } = await openLab(t);
  const sql = 'SELECT $1 AS note, count(*) AS n FROM orders WHERE id > $2';

  const csv = await ask(sql, { format: 'csv', params: ["it's", 10] });
  const large = await ask(sql, { format: 'ndjson', limit: 100_000, params: ["it's", 10] });

  t.is(csv.rows, "note,n\nit's,2\n");
  t.is(large.rows, '{"note":"it\'s","n":2}\n');
});

test('T15: a plan shows operators, measured ones too, and no path', async (t) => {
  const { ask, folder } = await openLab(t);

  const { rows } = await ask(
    'EXPLAIN ANALYZE SELECT region, sum(amount) FROM orders WHERE id > 3 GROUP BY 1',
  );

  t.regex(rows, /HASH_GROUP_BY \(Groups: #0; Aggregates: sum\(#1\); .*3 rows; .* ms\)/);
  t.regex(rows, /READ_PARQUET \(Projections: .*Filters: id>3/);
  t.false(rows.includes(folder));
});

test('a worker that has seen more scopes than it keeps still answers in each', async (t) => {
  const { folder, rows } = await openLab(t);
  const scopes = Array.from({ length: 12 }, (_, index) => ({
    ...viewsOf(folder, [index % 2 === 0 ? 'orders' : 'people']),
    key: `scope ${index}`,
  }));
  const sql = 'SELECT name FROM (SHOW TABLES)';

  const first = await Promise.all(scopes.map((scope) => rows(sql, { scope })));
  const again = await Promise.all(scopes.map((scope) => rows(sql, { scope })));

  t.deepEqual(
    first,
    scopes.map((_, index) => [[index % 2 === 0 ? 'orders' : 'people']]),
  );
  t.deepEqual(again, first);
});

test('a statement without values for its parameters is told so', async (t) => {
  const { ask } = await openLab(t);

  const { code, told } = await ask('SELECT $1');

  t.is(code, 'query_failed');
  t.regex(told, /parameters: 1/);
});

test('a page is the same bytes however large it is, in a message or through the pipe, one after another', async (t) => {
  const lab = await openLab(t);
  const pages = [
    [1, 5],
    [1, 65_530],
    [1, 65_540],
    [3_000, 10],
    [5_000, 40],
    [9_999, 1],
    [1, 5],
  ] as const;

  for (const [rows, width] of pages) {
    const sql = `SELECT i, repeat('ä', ${width}) AS text FROM range(${rows}) t(i)`;
    const answer = await lab.ask(sql, { limit: 10_000, format: 'ndjson' });
    const whole = Array.from({ length: rows }, (_, i) => `{"i":${i},"text":"${'ä'.repeat(width)}"}\n`).join(
      '',
    );
    t.true(answer.rows === whole, `${rows} rows of ${width}`);
  }
});
