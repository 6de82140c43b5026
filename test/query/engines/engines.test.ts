import { readdir, readFile } from 'node:fs/promises';
import type { RemoteScan } from '@agnes/sdk';
import test from 'ava';
import { likeWhole } from '../../support/like-whole.ts';
import { openFar } from './far-lab.ts';

const table = { id: 'orders', name: 'orders', bucket: 'shop', sourceTable: 'Orders' };
const scan = (more: Partial<RemoteScan> = {}): RemoteScan => ({
  kind: 'scan',
  table,
  columns: ['id'],
  filters: [],
  ...more,
});
const most = { rows: 100_000, bytes: 10_000_000 };
const limits = { timeoutMs: 60_000, labels: {} };
const never = new AbortController().signal;
const noted = (): void => {};

const orders = [
  'CREATE SCHEMA shop',
  'CREATE TABLE shop."Orders" AS SELECT id, id * 10 AS amount FROM range(12000) t(id)',
];

test('an engine describes, estimates and runs in one child that is kept, and told to go when it idles', async (t) => {
  const { engines, source, server, waiting, folder } = await openFar(t, ...orders);
  const remarks: unknown[] = [];

  const described = await engines.describe(source, table, never);
  const estimate = await engines.estimate(source, scan(), never);
  const landed = await engines.run(
    source,
    { statement: scan(), limits, most, noted: (note) => remarks.push(note) },
    never,
  );

  likeWhole(t, described, {
    description: {
      kind: 'table',
      rows: 12_000,
      columns: [{ name: 'id', type: 'BIGINT' }, { name: 'amount' }],
    },
  });
  t.deepEqual(estimate, { bytes: 1_000, tables: [{ bucket: 'shop', table: 'Orders' }] });
  t.is(landed.rows, 12_000);
  t.is((await readFile(landed.path, 'utf8')).split('\n').length, 12_001);
  t.deepEqual(remarks, [
    { type: 'begun', id: 3 },
    { type: 'billed', id: 3, bytes: 1_000 },
  ]);
  t.is(server.scans.length, 1);
  t.deepEqual(
    waiting.map(({ ms }) => ms),
    [300_000],
  );
  t.is((await readdir(folder)).length, 2);

  waiting[0]?.callback();
  await engines.describe(source, table, never);
  t.is((await readdir(folder)).filter((name) => !name.endsWith('.ndjson')).length, 1);
});

test('rows and bytes are counted while they come, and what is too much is told as such', async (t) => {
  const { engines, source } = await openFar(t, ...orders);
  const run = (some: Partial<typeof most>) =>
    engines.run(source, { statement: scan(), limits, most: { ...most, ...some }, noted }, never);

  t.like(await t.throwsAsync(run({ rows: 11_999 })), { code: 'row_limit', kind: 'bad_request' });
  t.like(await t.throwsAsync(run({ bytes: 50_000 })), { code: 'memory_limit', kind: 'bad_request' });
  t.is((await run({ rows: 12_000 })).rows, 12_000);
});

test('what a source refuses has the words of its connector, its status and its plugin', async (t) => {
  const { engines, source, server } = await openFar(t, ...orders);
  const refused = async (at: string, status: number) => {
    server.refusal = { at, status, text: `status ${status}` };
    const error = await t.throwsAsync(engines.estimate(source, scan(), never));
    return [Reflect.get(error, 'code'), Reflect.get(error, 'kind'), error.message];
  };

  t.deepEqual(await refused('/estimate', 403), ['far_forbidden', 'upstream', 'status 403']);
  t.deepEqual(await refused('/estimate', 400), ['far_bad_request', 'bad_request', 'status 400']);
  t.deepEqual(await refused('/estimate', 409), ['estimate_unavailable', 'invalid', 'status 409']);
  t.deepEqual(await refused('/estimate', 503), ['far_upstream_error', 'upstream', 'status 503']);
  server.refusal = { at: '/describe', status: 404, text: 'no such table' };
  t.like(await engines.describe(source, table, never), {
    what: 'NotFound',
    error: { code: 'far_upstream_error' },
  });
});

test('a statement that is stopped ends at the source; a child that dies costs that statement alone', async (t) => {
  const { engines, source, server, folder } = await openFar(t, ...orders);
  const held = Promise.withResolvers<void>();
  server.held = held.promise;
  const stop = new AbortController();

  const asked = server.pageAsked();
  const running = engines.run(source, { statement: scan(), limits, most, noted }, stop.signal);
  await asked;
  stop.abort(new Error('gone'));
  t.is((await t.throwsAsync(running)).message, 'gone');
  held.resolve();
  server.held = undefined;
  await engines.estimate(source, scan(), never);
  t.deepEqual(server.cancelled, ['job-1']);
  t.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.ndjson')),
    [],
  );
});

test('a child that dies takes what it said along: the asker is told that it died, the log why', async (t) => {
  const { engines, source, engineLog } = await openFar(t, ...orders);
  const bursts = { ...table, sourceTable: 'Bursts' };

  const error = await t.throwsAsync(engines.describe(source, bursts, never));

  t.like(error, { code: 'engine_lost', kind: 'upstream' });
  t.notRegex(JSON.stringify(error) + error.message + error.cause, /the plugin alone/);
  t.true(engineLog.some((line) => line.includes('what the plugin alone knows')));
  t.like(await engines.describe(source, table, never), { description: { rows: 12_000 } });
});

test('a secret that was renewed is given to a new child, and the one that knows the old value goes', async (t) => {
  const { engines, source, secrets, folder } = await openFar(t, ...orders);

  await engines.describe(source, table, never);
  const [first] = await readdir(folder);
  await engines.describe(source, table, never);
  const [same] = await readdir(folder);
  secrets.fingerprint = 'second';
  await engines.describe(source, table, never);

  t.is(same, first);
  t.true((await readdir(folder)).some((name) => name !== first));
});
