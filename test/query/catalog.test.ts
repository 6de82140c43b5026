import test from 'ava';
import { wholeScope } from '../../host/query/granted-scope.ts';
import { canaries, openLab, viewsOf } from './support/query-lab.ts';
import { publishedIn } from './support/started-queries.ts';

const tables = 'SELECT table_name, column_count, sql FROM duckdb_tables ORDER BY ALL';

test('T13: duckdb_tables and duckdb_columns hold what is granted, without paths, and to nobody more', async (t) => {
  const { ask, rows, folder } = await openLab(t);
  const none = viewsOf(folder, []);

  const whole = [await ask('FROM duckdb_tables'), await ask('FROM duckdb_columns')];

  t.deepEqual(await rows(tables), [
    ['orders', 4, null],
    ['people', 3, null],
  ]);
  t.deepEqual(
    await rows("SELECT column_name, data_type FROM duckdb_columns WHERE table_name = 'people' ORDER BY 1"),
    [
      ['id', 'BIGINT'],
      ['name', 'VARCHAR'],
      ['tags', 'BIGINT[]'],
    ],
  );
  t.deepEqual(
    whole.map(({ code }) => code),
    ['ok', 'ok'],
  );
  t.false([folder, ...canaries].some((secret) => JSON.stringify(whole).includes(secret)));
  t.deepEqual(await rows(tables, { scope: none }), []);
  t.deepEqual(await rows('FROM duckdb_columns', { scope: none }), []);
  t.deepEqual(await rows('SHOW TABLES', { scope: none }), []);
  t.deepEqual(await rows('FROM information_schema.tables', { scope: none }), []);
});

test('T13: an administrator sees every table in them, and no path', async (t) => {
  const { ask, rows, folder } = await openLab(t);
  const scope = wholeScope((await publishedIn(folder)).current);

  const whole = [await ask('FROM duckdb_tables', { scope }), await ask('FROM duckdb_columns', { scope })];

  t.deepEqual(await rows(tables, { scope }), [
    ['canary_table', 1, null],
    ['orders', 4, null],
    ['people', 3, null],
    ['salaries', 1, null],
  ]);
  t.false(JSON.stringify(whole).includes(folder));
});

test('they are relations like others: joined, described, shadowed, counted', async (t) => {
  const { rows } = await openLab(t);

  t.deepEqual(
    await rows(
      'SELECT table_name, count(*) FROM duckdb_tables JOIN duckdb_columns USING (table_name) GROUP BY 1 ORDER BY 1;',
    ),
    [
      ['orders', 4],
      ['people', 3],
    ],
  );
  t.deepEqual(await rows('SELECT (SELECT count(*) FROM DUCKDB_TABLES), max(id) FROM orders -- x'), [[2, 12]]);
  t.deepEqual(await rows('WITH duckdb_tables AS (SELECT 1 AS a) FROM duckdb_tables'), [[1]]);
  t.deepEqual(await rows('SELECT count(*) > 10 FROM (DESCRIBE duckdb_columns)'), [[true]]);
  t.deepEqual(
    await rows('SELECT count(*) FROM duckdb_tables WHERE table_name = $1', { params: ['orders'] }),
    [[1]],
  );
});
