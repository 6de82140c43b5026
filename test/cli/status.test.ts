import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
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

  likeWhole(t, before, {
    ok: true,
    server: { status: 'ok' },
    tables: [{ name: 'orders', local: 'fresh' }, { local: 'missing' }],
  });
  likeWhole(t, after, { ok: true, tables: [{ name: 'orders', local: 'stale' }, { name: 'people' }] });
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

test('a rebuild is followed to its end, and generations are listed and compared', async (t) => {
  const server = await startStandIn(t);
  const table = {
    id: 'orders',
    name: 'orders',
    from: 'a'.repeat(64),
    to: 'b'.repeat(64),
    rows_before: 2,
    rows: 7,
  };
  const generation = { number: 42, parent: 41, created_at: '2026-01-01T00:00:00+00:00', tables: 9 };
  server.answers.set('POST /api/admin/rebuild', json({ status: 'accepted', job_id: 'j1', coalesced: false }));
  server.answers.set('GET /api/jobs/j1/events', (_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('event: end\ndata: {}\n\n'),
  );
  server.answers.set('GET /api/jobs/j1', json({ id: 'j1', kind: 'analytics.rebuild', status: 'succeeded' }));
  server.answers.set(
    'GET /api/admin/generations',
    json({
      current: 42,
      generations: [{ ...generation, changed: 1, removed: 0, failed: 0 }],
      next_cursor: null,
    }),
  );
  server.answers.set(
    'GET /api/admin/generations/diff',
    json({ from: 41, to: 42, added: [], changed: [{ ...table, name_before: 'sales' }], removed: [] }),
  );
  const machine = await newMachine(t, server.url);

  const rebuilt = await machine.run(['admin', 'rebuild', '--all', '--wait']);
  const listed = await machine.run(['admin', 'generations', 'list']);
  const compared = await machine.run(['admin', 'generations', 'diff', '41', '42']);
  const wrong = await machine.run(['admin', 'generations', 'diff', '41', 'x']);

  t.deepEqual([rebuilt.code, listed.code, compared.code, wrong.code], [0, 0, 0, 2]);
  t.deepEqual(server.bodies, [{ all: true }]);
  t.regex(listed.stdout, /\* +42 +41 .* 9 +1 +0 +0/);
  t.regex(compared.stdout, /~ +orders \(was sales\) +2 +7 +a{12} +b{12}/);
});
