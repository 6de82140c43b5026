import type { RemoteFilter, RemoteMessage, RemoteStatement } from '@agnes/sdk';
import engine from '../../plugins/connector-postgres/engine.ts';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { likeWhole } from '../support/like-whole.ts';
import { postgresEngines } from './support/postgres-engines.ts';
import { withExtension } from './support/postgres-extension.ts';
import { contextOf, live, planned, server } from './support/postgres-lab.ts';

const orders = { id: 'orders', name: 'orders', sourceTable: 'orders' };
const limits = { timeoutMs: 10_000, labels: {} };

const run = async (statement: RemoteStatement, more = {}) => {
  const messages: RemoteMessage[] = [];
  for await (const message of engine.run(contextOf(), statement, { ...limits, ...more }))
    messages.push(message);
  const columns = messages.flatMap((message) => (message.type === 'columns' ? message.columns : []));
  return { columns, rows: messages.flatMap((message) => (message.type === 'rows' ? message.rows : [])) };
};

live('an engine describes a table and says what a statement would give and read', async (t) => {
  const about = await engine.describe(contextOf(), orders);
  const cost = await engine.estimate(contextOf(), { kind: 'sql', sql: 'SELECT * FROM orders -- all' });

  t.like(about, { kind: 'table', rows: 100 });
  t.deepEqual(
    about.columns.map(({ name }) => name),
    ['id', 'state', 'total', 'changed', 'seq'],
  );
  t.deepEqual(cost.tables, [{ bucket: 'public', table: 'orders' }]);
  t.true(cost.bytes > 1_000);
});

live('an engine says which columns are never null, and by which the rows lie together', async (t) => {
  await server().run(`
    CREATE TABLE laid (day date NOT NULL, n int, note text) PARTITION BY RANGE (day);
    CREATE TABLE heap (n int NOT NULL, "Odd" text, gone int, note text);
    ALTER TABLE heap DROP COLUMN gone;
    CREATE INDEX heap_lies ON heap (note, "Odd");
    CLUSTER heap USING heap_lies;
    CREATE VIEW over AS SELECT n, note FROM heap;
    GRANT SELECT ON laid, heap, over TO reader`);
  const about = (name: string) => engine.describe(contextOf(), { id: name, name, sourceTable: name });

  likeWhole(t, await about('laid'), { partitionedBy: 'day', required: ['day'], clusteredBy: [] });
  const heap = await about('heap');
  likeWhole(t, heap, { required: ['n'], clusteredBy: ['note', 'Odd'] });
  t.false('partitionedBy' in heap);
  t.like(await about('over'), { required: [], clusteredBy: [] });
});

live('a scan applies filters and makes figures at the server, with bound values', async (t) => {
  const filters: readonly RemoteFilter[] = [
    { column: 'state', operator: 'in', values: ['open', "'; DROP TABLE orders; --"] },
    { column: 'id', operator: '>', value: 90.5 },
    { column: 'state', operator: 'like', value: 'o%' },
    { column: 'state', operator: '>=', value: 'a' },
    { column: 'seq', operator: 'is not null' },
  ];
  const scan = { kind: 'scan', table: orders, columns: ['id', 'total', 'changed'], filters } as const;

  const plain = await run({ ...scan, limit: 2 });
  const figures = await run({
    ...scan,
    columns: ['state'],
    aggregates: [
      { function: 'count', as: 'n' },
      { function: 'sum', column: 'total', as: 'sum' },
      { function: 'max', column: 'seq', as: 'last' },
      { function: 'avg', column: 'id', as: 'middle' },
      { function: 'count_distinct', column: 'id', as: 'ids' },
    ],
  });

  t.deepEqual(
    plain.columns.map(({ type }) => type),
    ['INTEGER', 'DECIMAL(10,2)', 'TIMESTAMPTZ'],
  );
  t.deepEqual(plain.rows[0], { id: '92', total: '23.00', changed: '2024-01-01 01:32:00+00' });
  t.is(plain.rows.length, 2);
  t.deepEqual(figures.rows, [{ state: 'open', n: '4', sum: '95.00', last: '98', middle: 95, ids: '4' }]);
  t.deepEqual(figures.columns[2], { name: 'sum', type: 'DECIMAL(38,2)' });
});

live('an engine runs nothing but one statement that reads, within its limits', async (t) => {
  const failing = async (sql: string, more = {}) => {
    const error = await t.throwsAsync(run({ kind: 'sql', sql }, more));
    return error && 'code' in error ? error.code : undefined;
  };

  t.is(await failing('DELETE FROM orders RETURNING id'), 'config_error');
  t.is(await failing('SELECT 1; SELECT 2'), 'config_error');
  t.is(await failing('SELECT * FROM hidden'), 'access_denied_upstream');
  t.is(await failing('SELECT * FROM nope'), 'not_found_upstream');
  t.is(await failing('SELECT * FROM large', { maxBytes: 1_000 }), 'budget_exceeded');
  t.is(await failing('SELECT pg_sleep(30)', { timeoutMs: 1_000 }), 'timeout_upstream');
  const types = await run({
    kind: 'sql',
    sql: "SELECT true AS b, 'NaN'::float8 AS d, '{\"a\":1}'::jsonb AS j, ARRAY[1.5,2] AS l",
  });
  t.deepEqual(types.rows, [{ b: true, d: Number.NaN, j: { a: 1 }, l: [1.5, 2] }]);
});

live('the child of a host, confined as it is, runs the engine and lands what a scan gives', async (t) => {
  const { engines, source } = await postgresEngines(t);
  const scan: RemoteStatement = { kind: 'scan', table: orders, columns: ['id', 'changed'], filters: [] };
  const never = new AbortController().signal;
  const most = { rows: 1_000, bytes: 1_000_000 };

  const described = await engines.describe(source, orders, never);
  const landed = await engines.run(source, { statement: scan, limits, most, noted: () => {} }, never);

  t.like(described, { description: { kind: 'table', rows: 100 } });
  t.is(landed.rows, 100);
  const [row] = await plainRows(t, `SELECT * FROM read_json('${landed.path}') ORDER BY id::INT LIMIT 1`);
  t.is(String(row?.['id']), '1');
});

withExtension(
  'where the extension can be had, DuckDB reads whole tables itself',
  async (t, { read, rows }) => {
    const tables = [planned('hidden'), planned('orders'), planned('large', { fullRefresh: false })];

    t.deepEqual(await read(tables), { large: 'driver_unfit', hidden: 'access_denied_upstream' });
    t.deepEqual(await rows('orders', 'count(*) AS n, sum(total)::VARCHAR AS total'), [
      { n: '100', total: '1262.50' },
    ]);
  },
);

withExtension(
  'through the extension numbers without a size are what the settings say',
  async (t, { read, rows }) => {
    await server().run(`
    CREATE TABLE sums (id int, sum numeric); INSERT INTO sums VALUES (1, 12345678901234567890.5), (2, 'NaN');
    GRANT SELECT ON sums TO reader`);

    t.deepEqual(await read([planned('sums')], { numeric: 'text' }), {});
    t.deepEqual(await rows('sums'), [
      { id: 1, sum: '12345678901234567890.5' },
      { id: 2, sum: 'NaN' },
    ]);
    t.deepEqual(await read([planned('sums')], { numeric: 'decimal(30,2)' }), {});
    t.deepEqual(await rows('sums', 'id, sum::VARCHAR AS sum, typeof(sum) AS type'), [
      { id: 1, sum: '12345678901234567890.50', type: 'DECIMAL(30,2)' },
      { id: 2, sum: null, type: 'DECIMAL(30,2)' },
    ]);
    t.deepEqual(await read([planned('sums', { maxRows: 5 })]), { 'sums notice': 'lossy_numeric' });
  },
);

withExtension('the extension keeps to timeouts, schemas and certificates', async (t, { read }) => {
  await server().run(`
    CREATE VIEW slow AS SELECT pg_sleep(30)::text AS x;
    CREATE SCHEMA other; CREATE TABLE other.away (id int);
    GRANT USAGE ON SCHEMA other TO reader; GRANT SELECT ON slow, other.away TO reader`);
  const tables = [planned('slow'), planned('away', { bucket: 'other' })];

  t.deepEqual(await read(tables, { statement_timeout_seconds: 1 }), {
    slow: 'timeout_upstream',
    away: 'not_found_upstream',
  });
  t.deepEqual(await read(tables.slice(1), { schemas: ['public', 'other'] }), {});
  const failure = await t.throwsAsync(read([planned('orders')], {}, { isOwnCa: false }));
  t.is(failure && 'code' in failure ? failure.code : failure, 'config_error');
});
