import { readAttachedQuery } from '@agnes/sdk/attached-query';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';

const read = async (sql: string) => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const answer = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  connection.closeSync();
  const found = readAttachedQuery(String(answer.value(0, 0)), 'kbc');
  return 'refused' in found ? found.refused : found.tables.map(({ schema, table }) => `${schema}.${table}`);
};

test('the tables of the catalog are found wherever a query names them', async (t) => {
  t.deepEqual(await read('FROM kbc."in.c-crm"."orders"'), ['in.c-crm.orders']);
  t.deepEqual(
    await read(`WITH a AS (SELECT * FROM KBC.s.one), b AS (SELECT * FROM a JOIN kbc.s.two USING (id))
      SELECT (SELECT max(x) FROM kbc.s.three), * FROM b WHERE id IN (SELECT id FROM kbc.s.four) -- ;`),
    ['s.one', 's.two', 's.three', 's.four'],
  );
  t.deepEqual(
    await read(
      'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r, kbc.s.t, range(3)',
    ),
    ['s.t'],
  );
});

test('whatever else a query names is refused by its name, however it is hidden', async (t) => {
  const file = 'it reads "/etc/hosts.csv", which is no table of kbc';

  t.is(await read('SELECT * FROM "/etc/hosts.csv"'), file);
  t.is(
    await read('WITH a AS (SELECT * FROM "/etc/hosts.csv"), "/etc/hosts.csv" AS (SELECT 1) SELECT * FROM a'),
    file,
  );
  t.is(
    await read(
      'WITH RECURSIVE "/etc/hosts.csv" AS (SELECT * FROM "/etc/hosts.csv" UNION SELECT 1) SELECT * FROM kbc.s.t',
    ),
    file,
  );
  t.is(
    await read(
      'SELECT * FROM kbc.s.t WHERE (WITH "/etc/hosts.csv" AS (SELECT 1) SELECT 1) = 1 AND EXISTS (FROM "/etc/hosts.csv")',
    ),
    file,
  );
  t.is(await read("SELECT * FROM read_text('/etc/hosts')"), 'it calls read_text');
  t.is(await read('SELECT * FROM memory.s.t'), 'it reads "memory.s.t", which is no table of kbc');
  t.is(await read('SELECT 1; SELECT 2'), 'it is not one statement');
  t.regex(String(await read('DELETE FROM kbc.s.t')), /SELECT/);
  t.is(await read('DESCRIBE kbc.s.t'), 'it holds a SHOW_REF');
});
