import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { namedTables } from '../../cli/query/named-tables.ts';

const named = async (sql: string): Promise<readonly string[]> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const tables = namedTables(JSON.parse(String(reader.getRows()[0]?.[0])));
  return tables.map(({ catalog, schema, name }) => [catalog, schema, name].filter(Boolean).join('.'));
};

test('tables are found in joins, subqueries and unions', async (t) => {
  const sql = 'SELECT * FROM a JOIN s.b USING (n) WHERE n IN (SELECT n FROM c) UNION ALL FROM d';

  t.deepEqual([...(await named(sql))].sort(), ['a', 'c', 'd', 's.b']);
});

test('a name from WITH is no table, in whatever case it is written', async (t) => {
  t.deepEqual(await named('WITH cte AS (SELECT * FROM base) SELECT * FROM CTE'), ['base']);
});

test('a WITH that reads a table of its own name reads the table', async (t) => {
  t.deepEqual(await named('WITH orders AS (SELECT * FROM orders) SELECT * FROM orders'), ['orders']);
});

test('a recursive WITH reads itself', async (t) => {
  const sql =
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r, t';

  t.deepEqual(await named(sql), ['t']);
});

test('a name from WITH hides a table only inside its own statement', async (t) => {
  t.deepEqual(await named('SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) AS inner_, x'), ['x']);
});
