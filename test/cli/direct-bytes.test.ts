import { readFile } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { ownAuthority } from '../support/own-authority.ts';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { downloadsOf, rangedAnswer, sha256, startStandIn } from './stand-in.ts';
import { startProxy } from './through-proxy.ts';
import { cutOnce } from './trouble.ts';

// About 16 MB: one stream that is taken from the connection as it is.
const long = 'SELECT hash(range) AS n FROM range(2000000)';
const path = 'GET /api/data/orders/download';

test('a long answer that breaks is taken up where it broke, and what came counts', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(long);
  server.tables.set('orders', { bytes });
  server.answers.set(path, cutOnce(bytes));
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync'], { env: { AGNES_STREAM_RETRIES: '1' } });

  const [, start] = /^bytes=(\d+)-/.exec(String(downloadsOf(server).at(-1)?.headers.range)) ?? [];
  t.is(code, 0);
  t.true(Number(start) > 0);
  t.true(Number(start) <= bytes.length / 2);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('a long answer that comes in chunks is read as well', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(long);
  server.tables.set('orders', { bytes });
  server.answers.set(path, (request, response) => {
    const { ETag, 'Repr-Digest': digest } = rangedAnswer(request, bytes).headers;
    response.writeHead(200, { ETag, 'Repr-Digest': digest, 'Transfer-Encoding': 'chunked' }).end(bytes);
  });
  const machine = await newMachine(t, server.url);

  const { code } = await machine.run(['sync']);

  t.is(code, 0);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('a long answer comes whole over an encrypted connection', async (t) => {
  const authority = await ownAuthority(t);
  if (!authority) {
    t.pass('skipped: there is no openssl on this machine');
    return;
  }
  const server = await startStandIn(t);
  const bytes = await parquetOf(long);
  server.tables.set('orders', { bytes });
  const machine = await newMachine(t, await authority.inFrontOf(server.url));
  machine.env['NODE_EXTRA_CA_CERTS'] = authority.path;

  const { code, stderr } = await machine.run(['sync']);

  t.is(code, 0, stderr);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('a long answer comes whole through a proxy', async (t) => {
  const server = await startStandIn(t);
  const proxy = await startProxy(t);
  const bytes = await parquetOf(long);
  server.tables.set('orders', { bytes });
  // No name of this machine: those are never asked of a proxy.
  const url = server.url.replace('127.0.0.1', 'agnes.test');
  const machine = await newMachine(t, url);

  const { code, stderr } = await machine.run(['sync', '--timeout', '20'], { env: { HTTP_PROXY: proxy.url } });

  t.is(code, 0, stderr);
  t.true(proxy.asked.includes(`${url}/api/data/orders/download`));
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});

test('a server that falls silent in a long answer is given up, and the next sync goes on', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf(long);
  server.tables.set('orders', { bytes });
  server.answers.set(path, (request, response) => {
    const { status, headers } = rangedAnswer(request, bytes);
    response.writeHead(status, headers).write(bytes.subarray(0, 5_000_000));
  });
  const machine = await newMachine(t, server.url);

  const silent = await machine.run(['sync', '--json', '--timeout', '1']);
  server.answers.delete(path);
  const { code } = await machine.run(['sync']);

  likeWhole(t, JSON.parse(silent.stdout), { errors: [{ code: 'server_slow' }] });
  t.is(code, 0);
  t.is(downloadsOf(server).at(-1)?.headers.range, `bytes=5000000-${bytes.length - 1}`);
  t.is(sha256(await readFile(machine.path('server/parquet/orders.parquet'))), sha256(bytes));
});
