import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import test from 'ava';
import { fileOfForm } from '../../host/http/form-file.ts';

const type = 'multipart/form-data; boundary=----edge';
const head =
  'Content-Disposition: form-data; name="bundle"; filename="a.gz"\r\nContent-Type: application/gzip';
const formOf = (content: string, end = '\r\n------edge--\r\n'): Buffer =>
  Buffer.from(`------edge\r\n${head}\r\n\r\n${content}${end}`, 'latin1');

/** The same bytes in pieces of one length. */
const inPieces = (bytes: Buffer, length: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
      bytes.subarray(index * length, (index + 1) * length),
    ),
  );

const read = async (bytes: Buffer, length = 7, contentType = type): Promise<string> =>
  (await buffer(fileOfForm(inPieces(bytes, length), contentType))).toString('latin1');

test('the file of a form is read as it was sent, however it comes in pieces', async (t) => {
  const contents = [
    '',
    'x',
    '\r\n',
    'a\r\n------edg',
    '\r\n------edge'.slice(0, -1),
    '\x00\xff'.repeat(5_000),
  ];

  for (const content of contents)
    for (const length of [1, 2, 13, 64, 100_000]) t.is(await read(formOf(content), length), content);
  t.is(await read(formOf('x'), 7, 'Multipart/Form-Data; charset=utf-8; boundary="----edge"'), 'x');
});

test('what is no form with exactly one file is refused', async (t) => {
  const two = formOf('x', `\r\n------edge\r\n${head}\r\n\r\ny\r\n------edge--\r\n`);
  const field = Buffer.from(
    '------edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n------edge--',
  );

  await t.throwsAsync(read(two), { code: 'malformed_body', message: /more than one file/ });
  await t.throwsAsync(read(field), { code: 'malformed_body', message: /no file/ });
  await t.throwsAsync(read(formOf('x', '')), { code: 'malformed_body', message: /no end/ });
  await t.throwsAsync(read(Buffer.alloc(20_000, 'x')), { code: 'malformed_body', message: /no beginning/ });
  await t.throwsAsync(read(Buffer.alloc(0)), { code: 'malformed_body' });
  await t.throwsAsync(read(formOf('x'), 7, 'application/json'), { message: /no form with a file/ });
});
