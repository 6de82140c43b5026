import { writeFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { execute, parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { startStandIn } from './stand-in.ts';

const database = 'user/duckdb/analytics.duckdb';
const names =
  "SELECT table_name FROM information_schema.tables WHERE table_name <> '_agnes_views' ORDER BY 1";

test('tables and views of the user stay, also where a synced table has their name', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  await execute(machine.path(database), [
    'CREATE TABLE notes AS SELECT 7 AS n',
    'CREATE VIEW mine AS SELECT n FROM orders',
    'CREATE OR REPLACE VIEW orders AS SELECT 8 AS n',
  ]);
  server.tables.set('notes', { bytes: await parquetOf('SELECT 2 AS n') });

  const report = await machine.json(['sync']);

  likeWhole(t, report, { ok: true, views: { taken: ['orders', 'notes'] } });
  const rows = 'SELECT (SELECT n FROM notes), (SELECT n FROM mine)';
  t.deepEqual(await execute(machine.path(database), [rows]), [[7, 8]]);
});

test('a table that is renamed at the server keeps its file and changes its view', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf('SELECT 1 AS n');
  server.tables.set('orders', { id: 'same', bytes });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.clear();
  server.tables.set('sales', { id: 'same', bytes });

  const report = await machine.json(['sync']);

  t.like(report, { ok: true, downloaded: [], bytes: 0 });
  t.deepEqual(await execute(machine.path(database), [names]), [['sales']]);
});

test('a file that DuckDB cannot read is told, and the other tables have their views', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('broken', { bytes: Buffer.from('this is no parquet file') });
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(['sync', '--json']);

  t.is(code, 1);
  likeWhole(t, JSON.parse(stdout), { ok: false, errors: [{ table: 'broken', code: 'view_failed' }] });
  t.deepEqual(await execute(machine.path(database), [names]), [['orders']]);
});

test('a database that is open elsewhere gets its views with the next sync', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.set('people', { bytes: await parquetOf('SELECT 2 AS n') });
  const holder = await DuckDBInstance.create(machine.path(database));
  const held = await machine.json(['sync']);
  holder.closeSync();

  const report = await machine.json(['sync']);

  likeWhole(t, held, { ok: true, downloaded: [{ name: 'people' }], views: { deferred: true } });
  t.like(report, { ok: true, unchanged: 2, views: { deferred: false } });
  t.deepEqual(await execute(machine.path(database), [names]), [['orders'], ['people']]);
});

test('a damaged local database is told and not deleted', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  await writeFile(machine.path(database), 'not a database');

  const { code, stdout } = await machine.run(['sync', '--json']);

  t.is(code, 1);
  likeWhole(t, JSON.parse(stdout), {
    downloaded: [{ name: 'orders' }],
    errors: [{ code: 'local_database_broken' }],
  });
});
