import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { execute, parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { problem, startStandIn } from './stand-in.ts';

test('a revoked table loses its file, its state and its view', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.tables.set('salaries', { bytes: await parquetOf('SELECT 2 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.delete('salaries');

  const report = await machine.json(['sync']);

  likeWhole(t, report, { ok: true, removed: [{ id: 'salaries', reason: 'not_listed' }] });
  t.deepEqual(await readdir(machine.path('server/parquet')), ['orders.parquet']);
  t.false((await readFile(machine.path('.agnes/sync_state.json'), 'utf8')).includes('salaries'));
  const views = 'SELECT view_name FROM duckdb_views() WHERE NOT internal';
  t.deepEqual(await execute(machine.path('user/duckdb/analytics.duckdb'), [views]), [['orders']]);
});

test('--no-prune keeps a deleted table and still removes a revoked one', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('deleted', { bytes: await parquetOf('SELECT 1 AS n') });
  server.tables.set('revoked', { bytes: await parquetOf('SELECT 2 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.clear();
  server.answers.set('HEAD /api/data/deleted/download', problem(404));

  const report = await machine.json(['sync', '--no-prune']);

  likeWhole(t, report, { ok: true, removed: [{ id: 'revoked' }] });
  t.deepEqual(await readdir(machine.path('server/parquet')), ['deleted.parquet']);
});

test('a manifest with an entry that cannot be read prunes nothing', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.clear();
  server.tables.set('evil', { id: '../../evil', bytes: Buffer.from('x') });

  const { code, stdout } = await machine.run(['sync', '--json']);

  t.is(code, 1);
  likeWhole(t, JSON.parse(stdout), {
    ok: false,
    removed: [],
    errors: [{ table: 'evil', code: 'bad_manifest_entry' }],
  });
  t.deepEqual(await readdir(machine.path('server/parquet')), ['.tmp', 'orders.parquet']);
});

test('remote and server-only tables are skipped, and a copy from before is removed', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf('SELECT 1 AS n');
  server.tables.set('events', { bytes });
  server.tables.set('web', { entry: { query_mode: 'remote', hash: '', sha256: '' } });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.set('events', {
    bytes,
    entry: { query_mode: 'remote', distribution: 'server_only', sha256: '' },
  });

  const report = await machine.json(['sync']);

  likeWhole(t, report, {
    ok: true,
    skipped: [
      { name: 'events', reason: 'server_only' },
      { name: 'web', reason: 'remote' },
    ],
    removed: [{ id: 'events', reason: 'server_only' }],
  });
});
