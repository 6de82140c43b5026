import { readFile } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { onTerminal } from './on-terminal.ts';
import { execute, parquetOf } from './parquet.ts';
import {
  estimated,
  scanned,
  scannedBroken,
  scannedWithoutCounts,
  scanning,
  snapshotFiles,
} from './scanning.ts';
import { json, problem, sha256 } from './stand-in.ts';
import { large } from './trouble.ts';

const database = 'user/duckdb/analytics.duckdb';
const scan = 'POST /api/v2/scan';

test('a fetch asks what it costs, keeps the rows whole, says what they are, and makes a view', async (t) => {
  const { server, bytes, machine } = await scanning(t);
  const args = ['--select', 'n, m', '--where', 'n < 3', '--limit', '9', '--order-by', 'n DESC,m'];

  const { code, stdout, stderr } = await machine.run(['fetch', 'sales', ...args, '--as', 'few', '--json']);

  t.is(code, 0);
  const wish = { select: ['n', 'm'], where: 'n < 3', limit: 9, order_by: ['n DESC', 'm'] };
  t.deepEqual(server.requests, ['POST /api/v2/scan/estimate', scan]);
  t.deepEqual(server.bodies, [
    { table_id: 'sales', ...wish },
    { table_id: 'sales', ...wish },
  ]);
  t.is(server.heads[1]?.headers.accept, 'application/vnd.apache.parquet');
  const told = { name: 'few', table_id: 'orders', ...wish, effective_as_of: '2026-01-01T00:00:00+00:00' };
  const measured = { rows: 3, bytes_local: bytes.length, result_sha256: sha256(bytes) };
  const { fetched_at, ...meta } = JSON.parse(
    await readFile(machine.path('user/snapshots/few.meta.json'), 'utf8'),
  );
  t.deepEqual(meta, { ...told, ...measured, estimated_scan_bytes_at_fetch: 0 });
  t.regex(fetched_at, /^\d{4}-\S+\+00:00$/);
  t.like(JSON.parse(stdout), {
    ok: true,
    ...told,
    ...measured,
    view: 'made',
    estimate: { table_id: 'orders' },
  });
  t.deepEqual(await readFile(machine.path('user/snapshots/few.parquet')), bytes);
  t.deepEqual(await snapshotFiles(machine), ['.tmp', 'few.meta.json', 'few.parquet']);
  t.regex(stderr, /Estimate: nothing is read at a source, 0\.00 USD, at most 5 rows/);
  t.deepEqual(await execute(machine.path(database), ['SELECT sum(n) FROM few']), [['3']]);
  const queried = await machine.run(['query', 'SELECT count(*) FROM few']);
  t.regex(queried.stderr, /ran: local, data as of 2026-01-01T00:00:00/);
});

test('an estimate runs nothing, also beside --no-estimate, which else leaves it out', async (t) => {
  const { server, machine } = await scanning(t);
  estimated(server, 7);

  const only = await machine.json(['fetch', 'orders', '--estimate', '--no-estimate']);
  const asked = server.requests.splice(0);
  const without = await machine.json(['fetch', 'orders', '--no-estimate']);
  const both = await machine.run(['fetch', 'orders', '--no-estimate', '--max-cost', '1', '--force']);

  t.deepEqual(asked, ['POST /api/v2/scan/estimate']);
  t.like(only, { ok: true, estimate: { bq_cost_estimate_usd: 7 } });
  t.deepEqual(server.requests, [scan]);
  t.like(without, { ok: true, name: 'orders', estimate: null, estimated_scan_bytes_at_fetch: null });
  t.is(both.code, 2);
});

test('what costs more than --max-cost, or than the server says, is asked for, and without a terminal it ends', async (t) => {
  const { server, machine } = await scanning(t);
  estimated(server, 2);

  const dear = await machine.run(['fetch', 'orders', '--json']);
  const allowed = await machine.run(['fetch', 'orders', '--max-cost', '2', '--as', 'a']);
  const capped = await machine.run(['fetch', 'orders', '--max-cost', '1.99', '--as', 'b']);
  const before = server.requests.filter((request) => request === scan).length;
  const yes = await machine.run(['fetch', 'orders', '-y', '--as', 'c']);
  const wrong = await machine.run(['fetch', 'orders', '--max-cost', 'much']);
  const no = await onTerminal(machine, ['fetch', 'orders'], { typed: 'n\n' });
  const asked = await onTerminal(machine, ['fetch', 'orders'], { typed: 'y\n' });

  t.like(JSON.parse(dear.stdout), { error: { code: 'costs_too_much', cost_usd: 2, max_cost_usd: 1 } });
  t.deepEqual([dear.code, allowed.code, capped.code, yes.code, wrong.code], [2, 0, 2, 0, 2]);
  t.is(before, 1);
  t.deepEqual([no.code, asked.code], [1, 0]);
  t.regex(asked.screen, /This costs about 2\.00 USD\. Go on\? \[y\/N\]/);
});

test('names are looked at after the estimate and before any row', async (t) => {
  const { server, machine } = await scanning(t);
  server.tables.set('sales', { bytes: await parquetOf('SELECT 1 AS n') });
  await machine.run(['sync']);
  await machine.run(['fetch', 'orders']);
  server.requests.length = 0;

  const again = await machine.run(['fetch', 'orders', '--as', 'ORDERS', '--json']);
  const odd = await machine.run(['fetch', '1-2', '--json']);
  const own = await machine.run(['fetch', 'orders', '--as', '_agnes_views']);
  const synced = await machine.run(['fetch', 'orders', '--as', 'Sales', '--force']);
  const seen = server.requests.splice(0);
  const forced = await machine.run(['fetch', 'orders', '--as', 'Orders', '--force']);

  t.deepEqual([again.code, odd.code, own.code, synced.code, forced.code], [6, 2, 2, 2, 0]);
  t.like(JSON.parse(again.stdout), { error: { code: 'snapshot_exists' } });
  t.like(JSON.parse(odd.stdout), { error: { code: 'bad_snapshot_name' } });
  t.deepEqual([...new Set(seen)], ['POST /api/v2/scan/estimate']);
  t.deepEqual(await snapshotFiles(machine), ['.tmp', 'orders.meta.json', 'orders.parquet']);
});

test('a table that is synced is not fetched under its own name: it can be asked, and --as names a snapshot beside it', async (t) => {
  const { server, machine } = await scanning(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  await machine.run(['sync']);

  const unnamed = await machine.run(['fetch', 'orders']);
  const program = await machine.json(['fetch', 'orders', '--as', 'ORDERS', '--force']);
  const asked = await machine.run(['query', 'SELECT * FROM orders']);
  const beside = await machine.run(['fetch', 'orders', '--as', 'orders_today']);

  t.deepEqual([unnamed.code, asked.code, beside.code], [2, 0, 0]);
  const told = unnamed.stderr.replaceAll(/\s+/g, ' ');
  t.regex(told, /"orders": the table "orders" is synced to this workspace/);
  t.regex(told, /ask it: agnes query "SELECT \* FROM orders"\. .* another name: --as NAME\./);
  likeWhole(t, program, {
    ok: false,
    error: { code: 'name_of_synced_table', name: 'ORDERS', table: 'orders' },
  });
  t.deepEqual(await snapshotFiles(machine), ['.tmp', 'orders_today.meta.json', 'orders_today.parquet']);
});

test('a stream that is cut, or not what was promised, fails and leaves what was there', async (t) => {
  const { server, bytes, machine } = await scanning(t);
  await machine.run(['fetch', 'orders']);
  const answers = [
    scannedWithoutCounts(bytes),
    scanned(bytes, { rows: 3, truncated: true }),
    scanned(bytes, { rows: 4 }),
    scanned(bytes.subarray(0, -9), { rows: 3 }),
    scannedBroken(bytes),
    json({ rows: [] }),
    problem(429, { code: 'quota_exceeded' }),
  ];

  const ends: unknown[] = [];
  for (const answer of answers) {
    server.answers.set(scan, answer);
    const { code, stdout } = await machine.run(['fetch', 'orders', '--force', '--json']);
    ends.push([code, JSON.parse(stdout).error.code]);
  }

  t.deepEqual(ends, [
    [1, 'scan_cut'],
    [1, 'scan_cut'],
    [1, 'scan_cut'],
    [1, 'scan_cut'],
    [9, 'server_unreachable'],
    [9, 'bad_answer'],
    [3, 'quota_exceeded'],
  ]);
  t.deepEqual(await snapshotFiles(machine), ['.tmp', 'orders.meta.json', 'orders.parquet']);
  t.deepEqual(await readFile(machine.path('user/snapshots/orders.parquet')), bytes);
});

test('the quota holds before a scan and while it comes, and names the largest snapshots', async (t) => {
  const { server, machine } = await scanning(t);
  const bytes = await parquetOf(large);
  server.answers.set(scan, scanned(bytes, { rows: 120_000 }));
  const env = { AGNES_SNAPSHOT_QUOTA_GB: String((bytes.length * 1.5) / 1e9) };
  await machine.run(['fetch', 'orders'], { env });

  const second = await machine.run(['fetch', 'orders', '--as', 'more', '--json'], { env });
  const replaced = await machine.run(['fetch', 'orders', '--force'], { env });
  server.requests.length = 0;
  const full = await machine.run(['fetch', 'orders', '--as', 'more'], {
    env: { AGNES_SNAPSHOT_QUOTA_GB: '0.0001' },
  });

  t.is(second.code, 1);
  const largest = [{ name: 'orders', bytes: bytes.length }];
  likeWhole(t, JSON.parse(second.stdout), { error: { code: 'snapshot_quota_full', largest } });
  t.is(replaced.code, 0, 'what is replaced does not count');
  t.is(full.code, 1);
  t.regex(full.stderr, /The\s+largest:\s+orders\s+\(/);
  t.deepEqual(server.requests, ['POST /api/v2/scan/estimate']);
  t.deepEqual(await snapshotFiles(machine), ['.tmp', 'orders.meta.json', 'orders.parquet']);
});
