import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RemoteFilter, RemoteMessage, RemoteStatement } from '@agnes/sdk';
import engine from '../../plugins/connector-postgres/engine.ts';
import extension from '../../plugins/connector-postgres/extension.ts';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { postgresEngines } from './support/postgres-engines.ts';
import { contextOf, live, planned } from './support/postgres-lab.ts';

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

live('where the extension can be had, DuckDB reads whole tables itself', async (t) => {
  const staging = await tempFolder(t);
  if (!(await fetchExtension(staging))) {
    t.log("Not run, because DuckDB's extension for PostgreSQL cannot be had here.");
    t.pass();
    return;
  }
  const tables = [planned('orders'), planned('hidden'), planned('large', { fullRefresh: false })];
  const failures: Record<string, string> = {};
  for await (const message of extension.read({ ...contextOf(), tables, staging })) {
    if (message.type === 'failed') failures[message.table] = String(Object(message.error).code);
  }

  t.deepEqual(failures, { large: 'driver_unfit', hidden: 'access_denied_upstream' });
  const rows = await plainRows(
    t,
    `SELECT count(*) AS n, sum(total)::VARCHAR AS total FROM '${staging}/data/orders.parquet'`,
  );
  t.deepEqual(rows, [{ n: '100', total: '1262.50' }]);
});

/** Puts the extension where an installed one lies. */
const fetchExtension = async (staging: string): Promise<boolean> => {
  const python = (...args: readonly string[]) => promisify(execFile)('python3', ['-m', ...args]);
  const to = join(staging, 'extensions');
  try {
    const wheel = 'duckdb-extension-postgres-scanner==1.5.5';
    await python('pip', 'download', '-q', '--no-deps', '-d', join(staging, 'wheel'), wheel);
    const [file = ''] = await readdir(join(staging, 'wheel'));
    await python('zipfile', '-e', join(staging, 'wheel', file), join(staging, 'unpacked'));
    const [platform] =
      Object.entries(platforms).find(([, name]) => name === `${process.platform}-${process.arch}`) ?? [];
    if (!platform) return false;
    const from = join(staging, 'unpacked', 'duckdb_extension_postgres_scanner', 'extensions', 'v1.5.5');
    await mkdir(to);
    await promisify(execFile)('sh', [
      '-c',
      `mkdir -p "$1/v1.5.5/${platform}" && cp "$0"/*.duckdb_extension "$1/v1.5.5/${platform}/"`,
      from,
      to,
    ]);
    return true;
  } catch {
    return false;
  }
};

const platforms = { linux_amd64: 'linux-x64', linux_arm64: 'linux-arm64' };
