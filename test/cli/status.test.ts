import test from 'ava';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

test('status compares what is here with what the server has', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf('SELECT 1 AS n');
  server.tables.set('orders', { bytes });
  server.tables.set('people', { bytes: await parquetOf('SELECT 2 AS n') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync', '--table', 'orders']);

  const before = await machine.json(['status']);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 3 AS n') });
  const after = await machine.json(['status']);

  t.like(before, {
    ok: true,
    server: { status: 'ok' },
    tables: [{ name: 'orders', local: 'fresh' }, { local: 'missing' }],
  });
  t.like(after, { ok: true, tables: [{ name: 'orders', local: 'stale' }, { name: 'people' }] });
});

test('status needs no sign-in, and an unhealthy server is a failure', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const healthy = await machine.run(['status'], { env: { AGNES_TOKEN: '' } });
  server.answers.set(
    'GET /api/health',
    json({ status: 'unhealthy', db_schema: 'unreachable', detail: 'locked' }, 503),
  );

  const { code, stdout } = await machine.run(['status', '--json']);

  t.is(healthy.code, 0);
  t.regex(healthy.stderr, /Not signed in/);
  t.is(code, 5);
  t.like(JSON.parse(stdout), {
    ok: false,
    error: { code: 'server_unhealthy' },
    server: { db_schema: 'unreachable' },
  });
});

test('status --local asks nobody', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const status = await machine.json(['status', '--local']);

  t.like(status, { ok: true, last_sync: null, tables: [] });
});
