import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedTable, ReadContext } from '@agnes/sdk/connector';
import { collectRead } from '@agnes/sdk/testing';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { tablesOf } from '../../../plugins/connector-bigquery/duckdb-query.ts';
import extension from '../../../plugins/connector-bigquery/extension.ts';
import { failureInWords } from '../../../plugins/connector-bigquery/extension-failure.ts';
import { serialized } from '../../../plugins/connector-bigquery/serialized.ts';
import type { Settings } from '../../../plugins/connector-bigquery/settings.ts';
import { watchedCopy } from '../../../plugins/connector-bigquery/watched-copy.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, settingsFor } from '../../support/bigquery-server/lab.ts';

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start([]);
});
test.after.always(() => server.stop());

const query = (id: string, sourceQuery: string): PlannedTable => ({
  id,
  name: id,
  queryMode: 'materialized',
  sourceQuery,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
});

const read = (tables: readonly PlannedTable[], how: { extensionFolder?: string } = {}) => {
  const config = settingsFor(server);
  const { http } = contextFor(config);
  const real = {
    ...extension,
    read: (context: ReadContext<Settings>) => extension.read({ ...context, http }),
  };
  return collectRead(real, { config, tables, now: Date.now, ...how });
};

const versionAndPlatform = async (): Promise<readonly string[]> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll('SELECT version(), platform FROM pragma_platform()');
  const [names = []] = answer.getRows();
  connection.closeSync();
  instance.closeSync();
  return names.map(String);
};

test('GoogleSQL is left to the driver that runs it in BigQuery', async (t) => {
  const { tables } = await read([query('orders', 'SELECT id FROM `data-project.sales.orders`')]);

  t.like(tables['orders']?.error, { code: 'driver_unfit' });
});

test('where the extension is not installed, its queries say so and nothing is written', async (t) => {
  const error = await t.throwsAsync(read([query('orders', 'SELECT id FROM bq."sales"."orders"')]));

  t.like(error, { code: 'extension_unavailable', details: { extension: 'bigquery' } });
});

test('the extension is looked for in the folder of the host', async (t) => {
  const extensionFolder = await mkdtemp(join(tmpdir(), 'agnes-bigquery-'));
  t.teardown(() => rm(extensionFolder, { recursive: true }));
  const folder = join(extensionFolder, ...(await versionAndPlatform()));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'bigquery.duckdb_extension'), 'no extension'.repeat(100));

  const reading = read([query('orders', 'SELECT id FROM bq."sales"."orders"')], { extensionFolder });

  const error = await t.throwsAsync(reading);
  t.like(error, { code: 'extension_unavailable' });
  t.regex(String(error?.message), /is not a DuckDB extension/);
});

test('a query reads the tables and columns that DuckDB itself finds in it', async (t) => {
  const found = async (sql: string) =>
    tablesOf(await serialized(sql)).map(({ dataset, table, columns }) => [
      dataset,
      table,
      columns && [...columns].sort(),
    ]);

  t.deepEqual(await found('SELECT a, max(B) FROM bq."s"."t" WHERE c > 3 GROUP BY a; -- d'), [
    ['s', 't', ['a', 'b', 'c']],
  ]);
  t.deepEqual(await found('WITH x AS (SELECT a FROM bq.s.t) SELECT * FROM x JOIN bq.s.u USING (a)'), [
    ['s', 't', undefined],
    ['s', 'u', undefined],
  ]);
  t.deepEqual(await found('SELECT count(*) FROM bq.s.t'), [['s', 't', []]]);
  t.deepEqual(await found('SELECT t FROM bq.s.t'), [['s', 't', undefined]]);
  t.deepEqual(await found('SELECT y.x FROM bq.s.t AS x, bq.s.u AS y'), [
    ['s', 't', undefined],
    ['s', 'u', undefined],
  ]);
  t.deepEqual(await found('SELECT a FROM bq.s.t ORDER BY #1'), [['s', 't', undefined]]);
  t.deepEqual(await found('SELECT a FROM bq.s.t NATURAL JOIN bq.s.u'), [
    ['s', 't', undefined],
    ['s', 'u', undefined],
  ]);
  t.deepEqual(await found('SELECT x.a FROM bq.s.t AS x JOIN bq.s.u AS y USING (b)'), [
    ['s', 't', ['a', 'b', 'x']],
    ['s', 'u', ['a', 'b', 'x']],
  ]);
});

test('a query of DuckDB is one SELECT over the attachment, and nothing else', async (t) => {
  const refused = [
    'SELECT 1 FROM bq.s.t; SELECT 2',
    'DELETE FROM bq.s.t',
    "SELECT * FROM read_csv('/etc/hosts')",
    'SELECT a FROM other',
    'SELECT a FROM memory.s.t',
  ];

  const said = await Promise.all(
    refused.map(async (sql) => {
      const text = await serialized(sql);
      return Object(t.throws(() => tablesOf(text))).code;
    }),
  );

  t.deepEqual(
    said,
    refused.map(() => 'bq_bad_request'),
  );
});

test('what the extension says of its failures tells a refused token, a missing role and a wrong query apart', (t) => {
  const told = (words: string) => Object(failureInWords(words, new Error(words))).code;

  t.is(told('HTTP 401: Request had invalid authentication credentials'), 'auth_failed');
  t.is(told('rpc error: UNAUTHENTICATED'), 'auth_failed');
  t.is(told('403 Forbidden: Access Denied'), 'bq_forbidden');
  t.is(told('Bad Request: 4010 rows'), 'bq_bad_request');
  t.is(told('Out of memory'), undefined);
});

test('a copy is cut when its file grows beyond the cap, and is whole within it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-bigquery-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = join(folder, 'result.parquet');
  const copy = (rows: number, limit?: number) =>
    watchedCopy(connection, {
      table: 'result',
      sql: `SELECT hash(range) AS h FROM range(${rows})`,
      path,
      limit,
    });

  const large = await t.throwsAsync(copy(400_000, 2000), { code: 'budget_exceeded' });
  await copy(10, 2000);
  await copy(400_000);

  t.like(large, { details: { table: 'result', limit: 2000 } });
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM '${path}'`);
  t.deepEqual(counted.getRowsJson(), [['400000']]);
  connection.closeSync();
  instance.closeSync();
});
