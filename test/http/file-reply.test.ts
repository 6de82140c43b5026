import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { reply } from '../../host/http/reply.ts';
import { startServer } from '../support/start-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const digits = Buffer.from('0123456789');
const sha256 = createHash('sha256').update(digits).digest('hex');

const serveFile = async (t: ExecutionContext, content = digits): Promise<string> => {
  const path = join(await tempFolder(t), 'x.parquet');
  await writeFile(path, content);
  const download = operation({
    id: 'test.download',
    route: 'GET /api/data/x',
    summary: 'Download.',
    who: 'public',
    result: Type.Object({}),
    run: async () => reply({ file: { path, name: 'x.parquet', sha256, md5: 'm' } }),
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
