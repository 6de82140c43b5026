import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { parquetOf } from './parquet.ts';
import { ended, newMachine } from './run-agnes.ts';
import { downloadsOf, json, problem, rangedAnswer, sendBytes, sha256, startStandIn } from './stand-in.ts';
import { arrivingBytes, cutOnce, holdAfter, large } from './trouble.ts';

const path = 'GET /api/data/orders/download';

test('a connection that breaks is taken up where it broke, with the ETag as condition', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(large);
  server.tables.set('orders', { bytes });
  server.answers.set(path, cutOnce(bytes));
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync'], { env: { AGNES_STREAM_RETRIES: '1' } });

  t.is(code, 0);
  const again = downloadsOf(server).at(-1)?.headers;
  t.regex(String(again?.range), new RegExp(`^bytes=[1-9]\\d*-${bytes.length - 1}$`));
  t.is(again?.['if-range'], `"${sha256(bytes)}"`);
  t.deepEqual(await readFile(machine.path('server/parquet/orders.parquet')), bytes);
});

test('killed in the middle of a download, the next sync goes on and the good file was never touched', async (t) => {
  const server = await startStandIn(t);
  const [old, fresh] = [await parquetOf('SELECT 1 AS n'), await parquetOf(large)];
  server.tables.set('orders', { bytes: old });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.set('orders', { bytes: fresh });
  server.answers.set(path, holdAfter(fresh, 600_000));
  const child = machine.start(['sync']);
  const partial = await arrivingBytes(child, machine.path('server/parquet/.tmp', `${sha256(fresh)}.part`));

  child.kill('SIGKILL');
  await ended(child);
  const between = await readFile(machine.path('server/parquet/orders.parquet'));
  server.answers.delete(path);
  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.deepEqual(between, old);
  const [, start] = /^bytes=(\d+)-/.exec(String(downloadsOf(server).at(-1)?.headers.range)) ?? [];
  t.true(Number(start) >= partial);
  t.deepEqual(await readFile(machine.path('server/parquet/orders.parquet')), fresh);
});

test('Ctrl-C ends with 130 and leaves neither side files nor a lock', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(large);
  server.tables.set('orders', { bytes });
  server.answers.set(path, holdAfter(bytes, 600_000));
  const machine = await newMachine(t, server.url);
  const child = machine.start(['sync', '--json']);
  await arrivingBytes(child, machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`));

  child.kill('SIGINT');
  const { code, stdout } = await ended(child);

  t.is(code, 130);
  t.like(JSON.parse(stdout), { ok: false, error: { code: 'interrupted' } });
  t.deepEqual(await readdir(machine.path('server/parquet')), []);
  t.deepEqual(await readdir(machine.path('.agnes')), ['sync_state.json']);
});

test('bytes that are not what the server promised never replace the good file', async (t) => {
  const server = await startStandIn(t);
  const [good, next] = [await parquetOf('SELECT 1 AS n'), await parquetOf('SELECT 2 AS n')];
  server.tables.set('orders', { bytes: good });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.tables.set('orders', { bytes: next });
  server.answers.set(path, (request, response) => {
    const { status, headers } = rangedAnswer(request, next);
    response.writeHead(status, headers).end(Buffer.alloc(next.length));
  });

  const { code, stdout } = await machine.run(['sync', '--json']);

  t.is(code, 1);
  likeWhole(t, JSON.parse(stdout), {
    ok: false,
    errors: [{ table: 'orders', code: 'digest_mismatch' }],
    downloaded: [],
  });
  t.deepEqual(await readFile(machine.path('server/parquet/orders.parquet')), good);
  t.deepEqual(await readdir(machine.path('server/parquet/.tmp')), []);
});

test('a digest that neither the manifest nor a newer one knows is refused before its bytes', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.answers.set(path, (request, response) =>
    sendBytes(request, response, Buffer.from('something else')),
  );
  const machine = await newMachine(t, server.url);

  const report = await machine.json(['sync']);

  likeWhole(t, report, { ok: false, errors: [{ code: 'file_changed' }], bytes: 0 });
  t.is(server.requests.filter((request) => request === 'GET /api/sync/manifest').length, 2);
});

test('a table that is published anew in the meantime comes in its new form', async (t) => {
  const server = await startStandIn(t);
  const [old, fresh] = [await parquetOf('SELECT 1 AS n'), await parquetOf('SELECT 2 AS n')];
  server.tables.set('orders', { bytes: old });
  server.answers.set(path, (request, response) => {
    server.tables.set('orders', { bytes: fresh });
    sendBytes(request, response, fresh);
  });
  const machine = await newMachine(t, server.url);

  const first = await machine.json(['sync']);
  const second = await machine.json(['sync']);

  likeWhole(t, first, { ok: true, downloaded: [{ name: 'orders', bytes: fresh.length }] });
  t.deepEqual(await readFile(machine.path('server/parquet/orders.parquet')), fresh);
  t.like(second, { ok: true, downloaded: [], unchanged: 1 });
});

test('a server that ignores ranges makes the file start over', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(large);
  server.tables.set('orders', { bytes });
  server.answers.set(path, (request, response) => {
    delete request.headers.range;
    sendBytes(request, response, bytes);
  });
  const machine = await newMachine(t, server.url);
  const side = machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`);
  await machine.run(['sync', '--table', 'nope']);
  await stat(machine.path('server/parquet/.tmp'));
  await writeFile(side, bytes.subarray(0, 1000));

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.deepEqual(await readFile(machine.path('server/parquet/orders.parquet')), bytes);
});

test('a range the server does not have makes the file start over', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(large);
  server.tables.set('orders', { bytes });
  server.answers.set(path, (request, response) => {
    const isRange = request.headers.range !== undefined;
    return isRange && response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
  });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync', '--table', 'nope']);
  await writeFile(machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`), bytes.subarray(0, 1000));

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.deepEqual(await readFile(machine.path('server/parquet/orders.parquet')), bytes);
});

test('an interrupted download with wrong bytes is thrown away and comes whole', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(large);
  server.tables.set('orders', { bytes });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync', '--table', 'nope']);
  await writeFile(machine.path('server/parquet/.tmp', `${sha256(bytes)}.part`), Buffer.alloc(1000));

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.deepEqual(await readFile(machine.path('server/parquet/orders.parquet')), bytes);
});

test('one table that fails does not stop the others', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.tables.set('people', { bytes: await parquetOf('SELECT 2 AS n') });
  server.answers.set(path, problem(500));
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(['sync', '--json']);

  t.is(code, 1);
  const { downloaded, errors } = JSON.parse(stdout);
  likeWhole(t, [downloaded, errors], [[{ name: 'people' }], [{ table: 'orders', http: 500 }]]);
});

test('a token that is refused in the middle ends the sync with 7', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.answers.set(path, json({ detail: 'Revoked.', code: 'token_revoked' }, 401));
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync']);

  t.is(code, 7);
});
