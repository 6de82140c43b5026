import type { PlannedTable, ReadContext } from '@agnes/sdk/connector';
import { collectRead } from '@agnes/sdk/testing';
import test from 'ava';
import connector from '../../../plugins/connector-bigquery/connector.ts';
import type { Settings } from '../../../plugins/connector-bigquery/settings.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, seed, settingsFor } from '../../support/bigquery-server/lab.ts';
import { likeWhole } from '../../support/like-whole.ts';

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start([
    seed('orders', `SELECT i AS id, 'o' || i AS name FROM range(3) AS numbers(i)`),
    seed('shown', 'SELECT 1::BIGINT AS n, 2::BIGINT AS m', { type: 'VIEW' }),
    seed('Sales-2024', 'SELECT 1 AS n', { dataset: 'archive' }),
    seed('sales_2024', 'SELECT 1 AS n', { dataset: 'archive' }),
  ]);
});
test.after.always(() => server.stop());

const planned = (id: string, more: Partial<PlannedTable> = {}): PlannedTable => ({
  id,
  name: id,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
  ...more,
});

const query = (id: string, sourceQuery: string) => planned(id, { queryMode: 'materialized', sourceQuery });

/** The connector with requests that are really made. */
const read = (tables: readonly PlannedTable[], more: Settings = {}) => {
  const config = { ...settingsFor(server), ...more };
  const { http } = contextFor(config);
  const real = {
    ...connector,
    read: (context: ReadContext<Settings>) => connector.read({ ...context, http }),
  };
  return collectRead(real, { config, tables, now: Date.now });
};

test.serial('the answer of a query becomes a table, typed', async (t) => {
  const { tables } = await read([
    query('orders', 'SELECT id, name FROM `data-project`.`sales`.`orders` ORDER BY id'),
    query('none', 'SELECT id FROM `data-project`.`sales`.`orders` WHERE id > 99'),
  ]);

  likeWhole(t, tables['orders'], {
    mode: 'replace',
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'name', type: 'VARCHAR' },
    ],
    rows: [
      { id: 0, name: 'o0' },
      { id: 1, name: 'o1' },
      { id: 2, name: 'o2' },
    ],
  });
  likeWhole(t, tables['none'], { columns: [{ name: 'id', type: 'BIGINT' }], rows: [] });
});

test.serial('one query that is wrong, too large or no SELECT does not hold up the others', async (t) => {
  const { tables } = await read(
    [
      query('wrong', 'SELECT nope FROM `data-project`.`sales`.`orders`'),
      query('large', 'SELECT id, name FROM `data-project`.`sales`.`orders`'),
      query('drop', 'DROP TABLE `data-project`.`sales`.`orders`'),
      query('duckdb', 'SELECT id FROM bq."sales"."orders"'),
      planned('nothing'),
      planned('filtered', { bucket: 'sales', sourceTable: 'orders', whereFilters: [{}] }),
      planned('unfit', {
        bucket: 'sales',
        sourceTable: 'orders',
        whereFilters: [{ column: 'id', operator: 'eq', values: ['many'] }],
      }),
      planned('gone', { bucket: 'sales', sourceTable: 'gone' }),
      query('good', 'SELECT 1 AS n'),
    ],
    { max_bytes_per_materialize: 30 },
  );

  const codes = Object.entries(tables).map(([id, { error }]) => [id, error?.code]);
  t.deepEqual(Object.fromEntries(codes), {
    wrong: 'bq_bad_request',
    large: 'budget_exceeded',
    drop: 'bq_bad_request',
    duckdb: 'extension_unavailable',
    nothing: 'nothing_to_read',
    filtered: 'config_error',
    unfit: 'filter_unfit',
    gone: 'not_found_upstream',
    good: undefined,
  });
  t.is(tables['large']?.error?.message, '"large" would read 48 bytes; 30 are allowed.');
  t.false(
    [...server.jobs.jobs.values()].some(({ configuration }) => configuration.query.query.includes('DROP')),
  );
});

test.serial('N37: a cap that is no number is a wrong setting, and zero is no cap', async (t) => {
  const tables = [query('orders', 'SELECT id FROM `data-project`.`sales`.`orders`')];
  // As it comes from a file that nobody checked.
  const wrong = { max_bytes_per_materialize: '10 GB' } as unknown as Settings;

  const refused = await read(tables, wrong);
  const unbounded = await read(tables, { max_bytes_per_materialize: 0 });

  t.like(refused.tables['orders']?.error, { code: 'config_error', class: 'ConfigError' });
  t.is(unbounded.tables['orders']?.rows.length, 3);
  t.is([...server.jobs.jobs.values()].at(-1)?.configuration.query.maximumBytesBilled, undefined);
});

test.serial(
  'a copy of a table is read without a job, and one of a view by a job that somebody pays',
  async (t) => {
    const before = server.jobs.jobs.size;

    const table = await read([
      planned('orders', { bucket: 'sales', sourceTable: 'orders', columns: ['name'] }),
    ]);
    const free = server.jobs.jobs.size - before;
    const view = await read([planned('shown', { bucket: 'sales', sourceTable: 'shown', columns: ['m'] })]);

    t.deepEqual(table.tables['orders']?.rows, [{ name: 'o0' }, { name: 'o1' }, { name: 'o2' }]);
    t.is(free, 0);
    const whereFilters = [
      { column: 'id', operator: 'ge', values: [1] },
      { column: 'name', operator: 'ne', values: ['o2', 'o3'] },
    ];
    const some = await read([planned('orders', { bucket: 'sales', sourceTable: 'orders', whereFilters })]);

    t.deepEqual(some.tables['orders']?.rows, [{ id: 1, name: 'o1' }]);
    t.deepEqual(view.tables['shown']?.rows, [{ m: 2 }]);
    t.like([...server.jobs.jobs.values()].at(-1), { project: 'billing-project' });
  },
);

test.serial('the test of a connection is one small statement', async (t) => {
  await connector.check(contextFor(settingsFor(server)));
  const unset = await t.throwsAsync(connector.check(contextFor({})));

  t.is([...server.jobs.jobs.values()].at(-1)?.configuration.query.query, 'SELECT 1');
  t.like(unset, { code: 'not_configured' });
});

test.serial('everything that could be registered is listed, with names that are free', async (t) => {
  const found = await Array.fromAsync(connector.discover(contextFor(settingsFor(server))));

  t.deepEqual(found, [
    { name: 'sales_2024', bucket: 'archive', sourceTable: 'Sales-2024', kind: 'table' },
    { name: 'sales_2024_2', bucket: 'archive', sourceTable: 'sales_2024', kind: 'table' },
    { name: 'orders', bucket: 'sales', sourceTable: 'orders', kind: 'table' },
    { name: 'shown', bucket: 'sales', sourceTable: 'shown', kind: 'view' },
  ]);
});
