import { readdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { execute, parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { offerRules, rulesRequest, startStandIn } from './stand-in.ts';

test('a sync brings every table and makes it queryable by name', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', {
    id: 'orders_id',
    bytes: await parquetOf('SELECT range AS n FROM range(42)'),
  });
  const machine = await newMachine(t, server.url);

  const { code, stdout, stderr } = await machine.run(['sync', '--json']);

  t.is(code, 0);
  t.regex(stderr, /^orders: \d+ B to download\norders: done\n$/);
  likeWhole(t, JSON.parse(stdout), {
    ok: true,
    downloaded: [{ id: 'orders_id', name: 'orders' }],
    unchanged: 0,
    errors: [],
  });
  t.deepEqual(
    await readFile(machine.path('server/parquet/orders_id.parquet')),
    server.tables.get('orders')?.bytes,
  );
  t.deepEqual(await execute(machine.path('user/duckdb/analytics.duckdb'), ['SELECT sum(n) FROM orders']), [
    ['861'],
  ]);
});

test('a sync without changes is one request', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  offerRules(server, 'r1');
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.requests.length = 0;

  const { code, stdout } = await machine.run(['sync']);

  t.regex(`${code} ${stdout}`, /^0 0 downloaded \(0 B\), 1 unchanged, 0 skipped, 0 removed/);
  t.deepEqual(server.requests, ['GET /api/sync/manifest']);
});

test('the name of a part cannot lead out of the folder of its table', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('visits', {
    parts: { '../../../evil': await parquetOf('SELECT 1 AS n'), 'a b': await parquetOf('SELECT 2 AS n') },
  });
  const machine = await newMachine(t, server.url);

  const report = await machine.json(['sync']);

  likeWhole(t, report, { ok: true, downloaded: [{ name: 'visits' }] });
  t.deepEqual((await readdir(machine.path('server/parquet/visits'))).sort(), [
    '%2E.%2F..%2F..%2Fevil',
    'a%20b',
  ]);
  t.deepEqual(await execute(machine.path('user/duckdb/analytics.duckdb'), ['SELECT sum(n) FROM visits']), [
    ['3'],
  ]);
});

test('a file that was deleted here comes again, although the server has nothing new', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  await writeFile(machine.path('server/parquet/orders.parquet'), 'cut');

  const report = await machine.json(['sync']);

  likeWhole(t, report, { ok: true, downloaded: [{ name: 'orders' }] });
});

test('a multi-part table is switched as a whole, and a part that is gone at the server goes here', async (t) => {
  const server = await startStandIn(t);
  const [january, february, march] = [
    await parquetOf('SELECT 1 AS n'),
    await parquetOf('SELECT 2 AS n'),
    await parquetOf('SELECT 3 AS n'),
  ];
  server.tables.set('visits', { parts: { '2026-01': january, '2026-02': february } });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.set('visits', { parts: { '2026-02': february, '2026-03': march } });
  server.requests.length = 0;

  const report = await machine.json(['sync']);

  likeWhole(t, report, { ok: true, downloaded: [{ name: 'visits' }] });
  t.deepEqual(server.requests.slice(1), ['GET /api/data/visits/download?part=2026-03', rulesRequest]);
  t.deepEqual((await readdir(machine.path('server/parquet/visits'))).sort(), ['2026-02', '2026-03']);
  t.deepEqual(await execute(machine.path('user/duckdb/analytics.duckdb'), ['SELECT sum(n) FROM visits']), [
    ['5'],
  ]);
});

test('--dry-run says what would come and changes nothing', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf('SELECT 1 AS n');
  server.tables.set('orders', { bytes });
  const machine = await newMachine(t, server.url);

  const plan = await machine.json(['sync', '--dry-run']);

  likeWhole(t, plan, {
    ok: true,
    dry_run: true,
    bytes: bytes.length,
    download: [{ name: 'orders', files: 1 }],
  });
  await t.throwsAsync(readdir(machine.workspace), { code: 'ENOENT' });
});

test('--table takes only the tables it names, and an unknown one is told', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.tables.set('people', { bytes: await parquetOf('SELECT 2 AS n') });
  const machine = await newMachine(t, server.url);

  const some = await machine.json(['sync', '--table', 'people']);
  const unknown = await machine.run(['sync', '--table', 'nope']);
  const all = await machine.json(['sync']);

  likeWhole(t, some, { ok: true, downloaded: [{ name: 'people' }] });
  t.is(unknown.code, 8);
  t.regex(unknown.stderr, /no table "nope"/);
  likeWhole(t, all, { ok: true, downloaded: [{ name: 'orders' }], unchanged: 1 });
});

test('a lost state costs no download: files are recognised by their digests', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  await writeFile(machine.path('.agnes/sync_state.json'), 'not JSON');
  server.requests.length = 0;

  const report = await machine.json(['sync']);

  t.like(report, { ok: true, bytes: 0 });
  t.deepEqual(server.requests, ['GET /api/sync/manifest', rulesRequest]);
});

test('a workspace of another server is left alone', async (t) => {
  const [server, other] = [await startStandIn(t), await startStandIn(t)];
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const { code, stderr } = await machine.run(['sync', '--server', other.url]);

  t.is(code, 2);
  t.regex(stderr, /holds tables of/);
  t.deepEqual(await readdir(machine.path('server/parquet')), ['orders.parquet']);
});

test('tables that would not fit on the disk are not begun', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('huge', { bytes: Buffer.from('x'), entry: { size_bytes: 1e18 } });
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(['sync', '--json']);

  t.is(code, 1);
  t.like(JSON.parse(stdout), { ok: false, error: { code: 'disk_full', needed_bytes: 1.25e18 } });
  t.deepEqual(server.requests, ['GET /api/sync/manifest']);
});

test('tables with the same bytes are downloaded once', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf('SELECT 1 AS n');
  server.tables.set('first', { bytes });
  server.tables.set('second', { bytes });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.set('third', { bytes });

  await machine.run(['sync']);

  t.is(server.requests.filter((request) => request.includes('/download')).length, 1);
  t.deepEqual((await readdir(machine.path('server/parquet'))).sort(), [
    'first.parquet',
    'second.parquet',
    'third.parquet',
  ]);
});
