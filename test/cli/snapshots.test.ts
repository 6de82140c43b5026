import { rm, writeFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { execute, parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { estimated, scanned } from './scanning.ts';
import { startStandIn } from './stand-in.ts';

const database = 'user/duckdb/analytics.duckdb';
const views = 'SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1';

/** A workspace with a synced table, and two snapshots of another one. */
const kept = async (t: ExecutionContext) => {
  const server = await startStandIn(t);
  estimated(server);
  server.tables.set('people', { bytes: await parquetOf('SELECT 1 AS n') });
  server.tables.set('orders', { entry: { query_mode: 'remote', updated: '2026-01-01T00:00:00+00:00' } });
  const bytes = await parquetOf('SELECT range AS n FROM range(3)');
  server.answers.set('POST /api/v2/scan', scanned(bytes, { rows: 3 }));
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  await machine.run(['fetch', 'orders', '--where', 'n > 1', '--as', 'one']);
  await machine.run(['fetch', 'orders', '--as', 'two']);
  return { server, bytes, machine };
};

test('the views of snapshots survive a sync, also one that has much to do', async (t) => {
  const { server, machine } = await kept(t);
  server.tables.set('more', { bytes: await parquetOf('SELECT 2 AS n') });
  server.tables.set('two', { bytes: await parquetOf('SELECT 4 AS n') });

  const report = await machine.json(['sync']);

  likeWhole(t, report, { ok: true, views: { taken: [], shadowed: ['two'] } });
  t.like(report, { downloaded: { length: 2 } });
  t.deepEqual(await execute(machine.path(database), [views]), [['more'], ['one'], ['people'], ['two']]);
  const counts = 'SELECT (SELECT count(*) FROM one), (SELECT n FROM two)';
  t.deepEqual(await execute(machine.path(database), [counts]), [['3', 4]]);
});

test('a list marks what is older than its table, gone or damaged, and knows less without a server', async (t) => {
  const { server, machine } = await kept(t);
  const statesOf = async () => {
    const { snapshots } = await machine.json(['snapshot', 'list']);
    return (snapshots as readonly { state: string }[]).map(({ state }) => state);
  };

  const current = await statesOf();
  server.tables.set('orders', { entry: { query_mode: 'remote', updated: '2026-01-02T00:00:00+00:00' } });
  await writeFile(machine.path('user/snapshots/two.parquet'), 'cut');
  const stale = await statesOf();
  server.tables.delete('orders');
  const gone = await statesOf();
  const { code, stdout, stderr } = await machine.run(['snapshot', 'list'], {
    env: { AGNES_SERVER: 'http://127.0.0.1:9' },
  });

  t.deepEqual(current, ['current', 'current']);
  t.deepEqual(stale, ['stale', 'damaged']);
  t.deepEqual(gone, ['gone', 'damaged']);
  t.is(code, 0);
  t.regex(stdout, /^one +orders +3 +\S+ B +2026-01-01\S+ +unknown +n > 1$/m);
  t.regex(stderr, /could not be asked/);
});

test('a refresh asks again in the same words, or with another condition, which stays', async (t) => {
  const { server, machine } = await kept(t);
  const newer = await parquetOf('SELECT 5 AS n');
  server.answers.set('POST /api/v2/scan', scanned(newer, { readAt: '2026-01-03T00:00:00+00:00' }));
  server.bodies.length = 0;

  const same = await machine.json(['snapshot', 'refresh', 'one']);
  const other = await machine.json(['snapshot', 'refresh', 'one', '--where', 'n > 4']);
  const missing = await machine.run(['snapshot', 'refresh', 'three']);

  const body = { table_id: 'orders', where: 'n > 1' };
  t.deepEqual(server.bodies, [body, body, { ...body, where: 'n > 4' }, { ...body, where: 'n > 4' }]);
  t.like(same, {
    ok: true,
    name: 'one',
    rows: 1,
    where: 'n > 1',
    effective_as_of: '2026-01-03T00:00:00+00:00',
  });
  t.like(other, { ok: true, where: 'n > 4' });
  t.is(missing.code, 8);
  t.deepEqual(await execute(machine.path(database), ['SELECT n FROM one']), [[5]]);
});

test('dropping takes file and view, and leaves a view of that name that the user made since', async (t) => {
  const { machine } = await kept(t);
  await execute(machine.path(database), ['CREATE OR REPLACE VIEW two AS SELECT 8 AS n']);

  const one = await machine.json(['snapshot', 'drop', 'ONE']);
  const two = await machine.json(['snapshot', 'drop', 'two']);
  const again = await machine.run(['snapshot', 'drop', 'two']);

  likeWhole(t, one, { ok: true, dropped: [{ name: 'one' }] });
  t.like(two, { ok: true, views_deferred: false });
  t.is(again.code, 8);
  t.deepEqual(await execute(machine.path(database), [views]), [['people'], ['two']]);
  t.like(await machine.json(['disk-info']), { snapshot_count: 0, used_bytes: 0 });
});

test('pruning needs a condition, shows with --dry-run what it would do, and meets every condition', async (t) => {
  const { bytes, machine } = await kept(t);
  const info = await machine.json(['disk-info']);
  const status = await machine.json(['status', '--local']);

  const none = await machine.run(['snapshot', 'prune']);
  const wrong = await machine.run(['snapshot', 'prune', '--older-than', 'long']);
  const young = await machine.json(['snapshot', 'prune', '--older-than', '7d', '--larger-than', '1b']);
  const dry = await machine.json(['snapshot', 'prune', '--larger-than', '0.1k', '--dry-run']);
  const all = await machine.json(['snapshot', 'prune', '--all']);

  const used_bytes = bytes.length * 2;
  t.like(info, { ok: true, used_bytes, snapshot_count: 2, quota_gb: 10 });
  t.true(Number(info['tables_bytes']) > 0 && Number(info['free_bytes']) > 0);
  likeWhole(t, status, { snapshots: [{ name: 'one', rows: 3 }, { name: 'two' }] });
  t.deepEqual([none.code, wrong.code], [2, 2]);
  t.deepEqual(young['dropped'], []);
  t.like(dry, { dry_run: true, dropped: { length: 2 }, freed_bytes: used_bytes });
  t.like(all, { dry_run: false, dropped: { length: 2 } });
  t.deepEqual(await execute(machine.path(database), [views]), [['people']]);
});

test('a view that could not be made follows with the next sync, and one of a file that is gone goes', async (t) => {
  const { machine } = await kept(t);
  const holder = await DuckDBInstance.create(machine.path(database));
  const held = await machine.json(['fetch', 'orders', '--as', 'three']);
  holder.closeSync();
  await rm(machine.path('user/snapshots/one.parquet'));

  const synced = await machine.json(['sync']);

  t.like(held, { ok: true, view: 'deferred' });
  t.like(synced, { ok: true });
  t.deepEqual(await execute(machine.path(database), [views]), [['people'], ['three'], ['two']]);
});

test('a workspace of another server takes no snapshots of this one', async (t) => {
  const { machine } = await kept(t);
  const other = await startStandIn(t);
  estimated(other);

  const { code, stdout } = await machine.run(['fetch', 'orders', '--as', 'x', '--json'], {
    env: { AGNES_SERVER: other.url },
  });

  t.is(code, 2);
  t.like(JSON.parse(stdout), { error: { code: 'other_server' } });
});
