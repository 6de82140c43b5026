import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import scratch from '../scratch.ts';
import { planned, readFrom, startStack } from './lab.ts';
import type { KeboolaServer } from './support/keboola-server.ts';
import { typed } from './support/stack-table.ts';

let server: KeboolaServer;
test.before(async () => {
  server = await startStack();
});
test.beforeEach(() => {
  server.calm();
  server.stack.tables = [
    {
      id: 'in.c-crm.orders',
      columns: ['id', 'person', 'total', 'note'],
      columnMetadata: { id: typed('INTEGER'), person: typed('INTEGER'), total: typed('NUMERIC') },
      rows: [
        { values: ['1', '1', '10.5', 'a "b"'] },
        { values: ['2', '1', '', ''] },
        { values: ['3', '2', '30', 'line\nbreak'] },
      ],
    },
    {
      id: 'in.c-crm.people',
      columns: ['id', 'name'],
      columnMetadata: { id: typed('INTEGER') },
      rows: [{ values: ['1', 'Ann'] }],
    },
  ];
});
test.after.always(() => server.stop());

const query = (sourceQuery: string, more: object = {}) =>
  planned('result', { queryMode: 'materialized', sourceQuery, ...more });

const run = (t: Parameters<typeof readFrom>[0], sql: string, how: { config?: object; table?: object } = {}) =>
  readFrom(t, server, {
    driver: scratch,
    tables: [query(sql, how.table)],
    ...(how.config && { config: how.config }),
  });

/** Rows of the extract that was left. */
const extractRows = async (staging: string, sql: string) => {
  const instance = await DuckDBInstance.create(join(staging, 'extract.duckdb'), { threads: '1' });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
};

test.serial('a query runs over exports of the tables it names, typed, and leaves an extract', async (t) => {
  const { staging, tables, notices } = await run(
    t,
    `WITH big AS (SELECT * FROM kbc."in.c-crm".orders WHERE total > 5)
     SELECT p.name, o.note, total FROM big AS o LEFT JOIN kbc."in.c-crm"."people" AS p ON p.id = o.person ORDER BY o.id; -- the end`,
  );

  t.deepEqual(tables, {});
  t.deepEqual(notices, []);
  t.deepEqual(await extractRows(staging, 'SELECT name, note, total FROM result'), [
    { name: 'Ann', note: 'a "b"', total: 10.5 },
    { name: null, note: 'line\nbreak', total: 30 },
  ]);
  t.like((await extractRows(staging, 'SELECT table_name, rows, query_mode FROM _meta'))[0], {
    table_name: 'result',
    rows: '2',
  });
  t.deepEqual(
    (await readdir(staging)).filter((name) => name !== 'extract.duckdb' && name !== 'data' && name !== '.tmp')
      .length,
    2,
    'empty slices',
  );
});

test.serial('only one SELECT over tables of the project is run, and nothing else is reached', async (t) => {
  const refused: Readonly<Record<string, string>> = {
    'SELECT 1; SELECT 2': 'bad_query',
    'DROP TABLE x': 'bad_query',
    "COPY (SELECT 1) TO '/tmp/out.csv'": 'bad_query',
    'SELEC 1': 'bad_query',
    "SELECT * FROM read_csv('/etc/passwd')": 'bad_query',
    "SELECT * FROM '/etc/passwd'": 'bad_query',
    "SELECT * FROM query('SELECT 1')": 'bad_query',
    'SELECT (SELECT count(*) FROM duckdb_secrets())': 'bad_query',
    'SELECT * FROM kbc.orders': 'bad_query',
    'SELECT * FROM other."in.c-crm".orders': 'bad_query',
    'WITH a AS (SELECT 1) SELECT * FROM b': 'bad_query',
    'SELECT * FROM kbc."in.c-crm".nowhere': 'not_found_upstream',
    'SELECT nothing FROM kbc."in.c-crm".orders': 'query_failed',
    "SELECT 1) TO '/tmp/x' (FORMAT csv); COPY (SELECT 1": 'bad_query',
  };

  for (const [sql, code] of Object.entries(refused)) {
    const { tables } = await run(t, sql);
    t.is(tables['result']?.error?.code, code, sql);
  }
});

test.serial('what a query reads has to be known and within the cap, and so has its result', async (t) => {
  const sql = 'SELECT o.* FROM kbc."in.c-crm".orders AS o, kbc."in.c-crm".people';
  const capped = await run(t, sql, { config: { max_bytes_per_materialize: 1999 } });
  const free = await run(t, sql, { config: { max_bytes_per_materialize: 0 } });
  const large = await run(t, 'SELECT hash(range) AS h FROM range(400000), kbc."in.c-crm".people', {
    config: { max_bytes_per_materialize: 2000 },
  });
  server.stack.tables = server.stack.tables.map((table) => ({ ...table, dataSizeBytes: null }));
  const unknown = await run(t, sql);

  t.like(capped.tables['result']?.error, {
    code: 'budget_exceeded',
    message: '"result" would read 2000 bytes; 1999 are allowed.',
  });
  t.is(free.tables['result']?.error, undefined);
  t.like(large.tables['result']?.error, { code: 'budget_exceeded' });
  t.like(unknown.tables['result']?.error, { code: 'estimate_unavailable', retryable: true });
});

test.serial('no rows are a result, and told as one', async (t) => {
  const { notices, staging } = await run(t, 'SELECT * FROM kbc."in.c-crm".orders WHERE id > 99');

  t.deepEqual(
    notices.map(({ table, code }) => [table, code]),
    [['result', 'empty_result']],
  );
  t.deepEqual(await extractRows(staging, 'SELECT count(*) AS n FROM result'), [{ n: '0' }]);
});

test.serial(
  'values that do not fit make a column text, fail the table, or are dropped, as it says',
  async (t) => {
    server.stack.tables = [
      {
        ...server.stack.tables[0],
        id: 'in.c-crm.orders',
        columns: ['id'],
        rows: ['1', '1.5', 'x', '2.0'].map((id) => ({ values: [id] })),
      },
    ];
    const sql = 'SELECT * FROM kbc."in.c-crm".orders ORDER BY 1';
    const by = (onTypeError: string) => run(t, sql, { table: { onTypeError } });
    const [evolve, discard, freeze] = [await by('evolve'), await by('discard'), await by('freeze')];

    t.deepEqual(
      (await extractRows(evolve.staging, 'SELECT id FROM result')).map(({ id }) => id),
      ['1', '1.5', '2.0', 'x'],
    );
    t.deepEqual(
      evolve.notices.map(({ code, message }) => `${code} ${message}`),
      [
        'column_type_fallback Read as text: values of kbc."in.c-crm"."orders" do not fit their columns: id (2).',
      ],
    );
    t.deepEqual(
      (await extractRows(discard.staging, 'SELECT id FROM result')).map(({ id }) => id),
      ['1', '2', null, null],
    );
    t.is(freeze.tables['result']?.error?.code, 'schema_drift');
  },
);

test.serial('a table that is no query is for another driver', async (t) => {
  const { tables } = await readFrom(t, server, { driver: scratch, tables: [planned('orders')] });

  t.is(tables['orders']?.error?.code, 'driver_unfit');
});
