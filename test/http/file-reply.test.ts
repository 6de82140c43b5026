import { createHash, randomBytes } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { type FileReply, reply } from '../../host/http/reply.ts';
import { startServer } from '../support/start-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const digits = Buffer.from('0123456789');
const sha256 = createHash('sha256').update(digits).digest('hex');

const serveFile = async (t: ExecutionContext, content = digits): Promise<string> => {
  const path = join(await tempFolder(t), 'x.parquet');
  await writeFile(path, content);
  return await serveReply(t, { path, name: 'x.parquet', sha256, md5: 'm' });
};

const serveReply = async (t: ExecutionContext, file: FileReply): Promise<string> => {
  const download = operation({
    id: 'test.download',
    route: 'GET /api/data/x',
    summary: 'Download.',
    who: 'public',
    result: Type.Object({}),
    run: async () => reply({ file }),
  });
  return `${await startServer(t, bind([download], {}))}/api/data/x`;
};

test('a file comes with its length, hash and name', async (t) => {
  const response = await fetch(await serveFile(t));

  t.is(await response.text(), '0123456789');
  t.is(response.headers.get('content-length'), '10');
  t.is(response.headers.get('etag'), `"${sha256}"`);
  t.is(
    response.headers.get('repr-digest'),
    `sha-256=:${createHash('sha256').update(digits).digest('base64')}:`,
  );
  t.is(response.headers.get('content-disposition'), 'attachment; filename="x.parquet"');
  t.is(response.headers.get('cache-control'), 'private, no-cache');
});

test('a file that is read in many pieces comes whole and in order', async (t) => {
  const content = randomBytes(3_000_000);

  const url = await serveFile(t, content);
  const whole = await fetch(url);
  const part = await fetch(url, { headers: { range: 'bytes=262143-1500000' } });

  t.true(content.equals(await whole.bytes()));
  t.true(content.subarray(262_143, 1_500_001).equals(await part.bytes()));
});

test('a range is a 206 of exactly these bytes; one outside is a 416', async (t) => {
  const url = await serveFile(t);

  const part = await fetch(url, { headers: { range: 'bytes=2-4' } });
  const rest = await fetch(url, { headers: { range: 'bytes=8-' } });
  const outside = await fetch(url, { headers: { range: 'bytes=20-' } });

  t.is(part.status, 206);
  t.is(await part.text(), '234');
  t.is(part.headers.get('content-range'), 'bytes 2-4/10');
  t.is(await rest.text(), '89');
  t.is(outside.status, 416);
  t.is(outside.headers.get('content-range'), 'bytes */10');
});

test('a range of an older version is answered with the whole new file', async (t) => {
  const url = await serveFile(t);

  const same = await fetch(url, { headers: { range: 'bytes=2-4', 'if-range': `"${sha256}"` } });
  const older = await fetch(url, { headers: { range: 'bytes=2-4', 'if-range': '"older"' } });

  t.is(same.status, 206);
  t.is(older.status, 200);
  t.is(await older.text(), '0123456789');
});

test('a known hash is a 304 without a body', async (t) => {
  const response = await fetch(await serveFile(t), { headers: { 'if-none-match': `"${sha256}"` } });

  t.is(response.status, 304);
  t.is(await response.text(), '');
});

test('HEAD tells everything but the bytes', async (t) => {
  const response = await fetch(await serveFile(t), { method: 'HEAD' });

  t.is(response.headers.get('content-length'), '10');
  t.is(await response.text(), '');
});

test('a file of no bytes is a whole answer, and has no range that could be sent', async (t) => {
  const url = await serveFile(t, Buffer.alloc(0));

  const whole = await fetch(url);
  const range = await fetch(url, { headers: { range: 'bytes=0-' } });

  t.deepEqual([whole.status, whole.headers.get('content-length'), await whole.text()], [200, '0', '']);
  t.deepEqual([range.status, range.headers.get('content-range')], [416, 'bytes */0']);
});

test('several ranges at once are answered with the whole file, and any known file with a 304', async (t) => {
  const url = await serveFile(t);

  const several = await fetch(url, { headers: { range: 'bytes=0-1,4-5' } });
  const any = await fetch(url, { headers: { 'if-none-match': '*' } });

  t.deepEqual([several.status, await several.text()], [200, '0123456789']);
  t.is(any.status, 304);
});

test('T68: a right that ends while a long file is being sent cuts it off within 64 MB', async (t) => {
  const path = join(await tempFolder(t), 'long.parquet');
  const mebibyte = 1024 * 1024;
  await writeFile(path, '');
  await truncate(path, 200 * mebibyte);
  let asked = 0;
  const stillAllowed = async (): Promise<boolean> => {
    asked += 1;
    return asked < 2;
  };
  let isHeld = true;
  const hold = {
    [Symbol.dispose]: () => {
      isHeld = false;
    },
  };
  const url = await serveReply(t, { path, name: 'x', sha256, md5: 'm', stillAllowed, hold });

  const response = await fetch(url);
  let received = 0;
  await t.throwsAsync(async () => {
    for await (const chunk of response.body ?? []) received += chunk.length;
  });

  t.is(response.headers.get('content-length'), String(200 * mebibyte));
  t.is(asked, 2);
  t.true(received <= 128 * mebibyte && received > 64 * mebibyte);
  t.false(isHeld);
});

test('a proxy that sends the file is told where it lies, and a request that depends on our validator is ours', async (t) => {
  const path = join(await tempFolder(t), 'x.parquet');
  await writeFile(path, digits);
  const url = await serveReply(t, { path, name: 'x', sha256, md5: 'm', accelPath: '/internal/a/x.parquet' });

  const handed = await fetch(url);
  const known = await fetch(url, { headers: { 'if-none-match': `"${sha256}"` } });
  const resumed = await fetch(url, { headers: { range: 'bytes=2-4', 'if-range': `"${sha256}"` } });

  t.is(handed.headers.get('x-accel-redirect'), '/internal/a/x.parquet');
  t.is(await handed.text(), '');
  t.is(handed.headers.get('etag'), `"${sha256}"`);
  t.deepEqual([known.status, known.headers.get('x-accel-redirect')], [304, null]);
  t.deepEqual(
    [resumed.status, await resumed.text(), resumed.headers.get('x-accel-redirect')],
    [206, '234', null],
  );
});
