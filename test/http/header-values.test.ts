import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@agnes/sdk';
import test from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { reply } from '../../host/http/reply.ts';
import { startServer } from '../support/start-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const query = Type.Object({ value: Type.String() });

const reflecting = bind(
  [
    operation({
      id: 'test.header',
      route: 'GET /api/header',
      summary: 'Header.',
      who: 'public',
      query,
      result: Type.Object({}),
      run: async ({ query: { value } }) => reply({ body: {}, headers: { 'X-Next-Cursor': value } }),
    }),
    operation({
      id: 'test.redirect',
      route: 'GET /api/redirect',
      summary: 'Redirect.',
      who: 'public',
      query,
      result: Type.Object({}),
      run: async ({ query: { value } }) => reply({ redirect: `/query?table=${value}` }),
    }),
    operation({
      id: 'test.cookie',
      route: 'GET /api/cookie',
      summary: 'Cookie.',
      who: 'public',
      query,
      result: Type.Object({}),
      run: async ({ query: { value } }) =>
        reply({ body: {}, cookies: [{ name: 'a', value, maxAgeSeconds: 1 }] }),
    }),
  ],
  {},
);

/** What would begin a header or a body of its own, and what no header can hold. */
const hostile = [
  'a\r\nSet-Cookie: x=1',
  'a\nX: y',
  'a\rb',
  'a\r\n\r\n<script>',
  'a\u0000b',
  'naïve ✓',
  'a\u007fb',
];

test('T59: a value that no header may hold is a 400 and adds no header', async (t) => {
  const origin = await startServer(t, reflecting);
  const ask = async (path: string, value: string) => {
    const response = await fetch(`${origin}${path}?value=${encodeURIComponent(value)}`);
    const { code } = (await response.json()) as { code: string };
    return [response.status, code, response.headers.getSetCookie().length];
  };
  const expected = hostile.map(() => [400, 'invalid_header_value', 0]);

  t.deepEqual(await Promise.all(hostile.map((value) => ask('/api/header', value))), expected);
  t.deepEqual(await Promise.all(hostile.map((value) => ask('/api/cookie', value))), expected);
});

test('T59: a redirect goes to the one address that was meant', async (t) => {
  const origin = await startServer(t, reflecting);

  const answers = await Promise.all(
    hostile.map((value) =>
      fetch(`${origin}/api/redirect?value=${encodeURIComponent(value)}`, { redirect: 'manual' }),
    ),
  );

  t.deepEqual(
    answers.map(({ headers }) => headers.get('location')),
    hostile.map((value) => `/query?table=${encodeURI(value).replaceAll('%25', '%')}`),
  );
  t.true(answers.every(({ headers }) => headers.getSetCookie().length === 0));
});

test('T59: the address in a sign-in redirect, the request id and the names of files are harmless', async (t) => {
  const path = join(await tempFolder(t), 'x.parquet');
  await writeFile(path, 'x');
  const sha256 = createHash('sha256').update('x').digest('hex');
  const download = operation({
    id: 'test.download',
    route: 'GET /api/file',
    summary: 'File.',
    who: 'public',
    query,
    result: Type.Object({}),
    run: async ({ query: { value } }) => reply({ file: { path, name: value, sha256, md5: 'm' } }),
  });
  const page = operation({
    id: 'test.page',
    route: 'GET /page',
    summary: 'Page.',
    who: 'user',
    result: Type.Object({}),
    run: async () => ({}),
  });
  const origin = await startServer(t, bind([download, page], {}));
  const disposition = async (value: string) => {
    const { headers } = await fetch(`${origin}/api/file?value=${encodeURIComponent(value)}`);
    return headers.get('content-disposition');
  };

  const stranger = await fetch(`${origin}/page?a=%0d%0aX:%20y`, { redirect: 'manual' });

  t.is(stranger.headers.get('location'), '/login?next=%2Fpage%3Fa%3D%250d%250aX%3A%2520y');
  t.is(
    await disposition('a"\r\nX: y.parquet'),
    'attachment; filename="a___X: y.parquet"; filename*=UTF-8\'\'a%22%0D%0AX%3A%20y.parquet',
  );
  t.is(
    await disposition('Grüße.parquet'),
    'attachment; filename="Gr__e.parquet"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe.parquet',
  );
  t.is(await disposition('orders.parquet'), 'attachment; filename="orders.parquet"');
});
