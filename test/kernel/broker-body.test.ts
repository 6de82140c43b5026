import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { brokerFor, loopback } from '../fixtures/broker/broker-for.ts';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a gzip bomb is cut at the cap of what it decompresses to', async (t) => {
  const { origin, port } = await startUpstream(t, (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(9 * 1024 * 1024)));
  });
  const broker = brokerFor(t, { allow: [loopback(port)] });

  await t.throwsAsync(broker.fetch(origin), { code: 'answer_too_large' });
});

test('a body that ends before its length is an error, not a short answer', async (t) => {
  const { origin, port } = await startUpstream(t, (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
    response.socket?.end();
  });
  const broker = brokerFor(t, { allow: [loopback(port)] });

  await t.throwsAsync(broker.fetch(origin), { code: 'upstream_error' });
});

test('a server that falls silent in the middle of a body is given up', async (t) => {
  const { origin, port } = await startUpstream(t, (_request, response) => {
    response.write('first');
  });
  const broker = brokerFor(t, { allow: [loopback(port)], limits: { idleMs: 200 } });

  await t.throwsAsync(broker.fetch(origin), { code: 'upstream_timeout' });
});

test('a request that takes longer than the plugin allows is given up', async (t) => {
  const { origin, port } = await startUpstream(t, () => {});
  const broker = brokerFor(t, { allow: [loopback(port)] });

  await t.throwsAsync(broker.fetch(origin, { timeoutMs: 50 }), { code: 'upstream_timeout' });
});

test('a plugin cannot ask for more time than there is, and a cancelled run gets none', async (t) => {
  const { origin, port } = await startUpstream(t, () => {});
  const allow = [loopback(port)];
  const patient = { timeoutMs: 3_600_000 };

  const capped = brokerFor(t, { allow, limits: { totalMs: 50, idleMs: 3_600_000 } }).fetch(origin, patient);
  const cancelled = brokerFor(t, { allow, signal: AbortSignal.abort() }).fetch(origin, patient);

  await t.throwsAsync(capped, { code: 'upstream_timeout' });
  await t.throwsAsync(cancelled, { code: 'upstream_error', message: /aborted/ });
});

test('a download goes straight into staging, decompressed', async (t) => {
  const staging = await tempFolder(t);
  const { origin, port } = await startUpstream(t, (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', etag: '"1"' }).end(gzipSync('a,b\n1,2\n'));
  });
  const broker = brokerFor(t, { allow: [loopback(port)], staging });

  const { path, bytes, headers } = await broker.download(`${origin}/x/data.csv.gz`);

  t.is(path, join(staging, 'download-1.csv'));
  t.is(bytes, 8);
  t.is(headers['etag'], '"1"');
  t.is(await readFile(path, 'utf8'), 'a,b\n1,2\n');
});

test('downloads above their cap leave no file', async (t) => {
  const staging = await tempFolder(t);
  const { origin, port } = await startUpstream(t, (_request, response) => {
    response.end(Buffer.alloc(2_000));
  });
  const broker = brokerFor(t, { allow: [loopback(port)], staging, limits: { downloadBytes: 3_000 } });

  await broker.download(origin);
  await t.throwsAsync(broker.download(origin), { code: 'answer_too_large' });

  t.deepEqual(await readdir(staging), ['download-1']);
});

test('a download never writes over what is already in staging', async (t) => {
  const staging = await tempFolder(t);
  await writeFile(join(staging, 'download-1'), 'mine');
  const { origin, port } = await startUpstream(t, (_request, response) => {
    response.end('theirs');
  });
  const broker = brokerFor(t, { allow: [loopback(port)], staging });

  await t.throwsAsync(broker.download(origin));

  t.is(await readFile(join(staging, 'download-1'), 'utf8'), 'mine');
});
