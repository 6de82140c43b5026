import test from 'ava';
import { operations } from '../../host/app/operations.ts';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';
import { Visitor } from './support/visitor.ts';

const pages = operations
  .filter(({ id, who }) => id.startsWith('web.') && who === 'admin')
  .map(({ route }) => route.replaceAll(/:\w+/g, 'x').split(' '));

const addressesOf = (wanted: string): readonly string[] =>
  pages.filter(([method]) => method === wanted).map(([, path = '']) => path);

/** What differs from request to request, and the address itself. */
const plain = (html: string, path: string): string =>
  html.replaceAll(/request [0-9a-f]{12}/g, '').replaceAll(path, 'PATH');

const shared = sharedHost();

test('to a user a page for administrators is like one that is not there; the API says what is missing', async (t) => {
  const seeded = await shared();
  const visitor = await asAda(seeded);
  const missing = await visitor.open('/admin/no-such-page');

  const seen = await Promise.all(
    addressesOf('GET').map(async (path) => ({ path, ...(await visitor.open(path)) })),
  );
  const api = await visitor.open('/api/users', 'application/json');
  const stranger = await new Visitor(seeded.host.url).open('/admin/access?view=matrix');
  const sent = await Promise.all(addressesOf('POST').map((path) => visitor.send(path)));

  t.true(seen.length > 8 && sent.length > 15);
  t.deepEqual([...new Set([...seen, ...sent].map(({ status }) => status))], [404]);
  t.deepEqual(
    [...new Set(seen.map(({ path, html }) => plain(html, path)))],
    [plain(missing.html, '/admin/no-such-page')],
  );
  t.is(api.status, 403);
  t.regex(api.html, /admin_required/);
  t.is(stranger.location, '/login?next=%2Fadmin%2Faccess%3Fview%3Dmatrix');
});

test('menus hold what their reader may open, and every entry leads somewhere', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const visitor = await asAda(seeded);
  const linksOf = (html: string) => [
    ...new Set((html.split('</header>')[0] ?? '').match(/(?<=<a[^>]* href=")\/[^"]*/g)),
  ];

  const rootLinks = linksOf((await root.open('/dashboard')).html);
  const adaLinks = linksOf((await visitor.open('/dashboard')).html);
  const opened = await Promise.all(rootLinks.map(async (path) => (await root.open(path)).status));
  const openedByAda = await Promise.all(adaLinks.map(async (path) => (await visitor.open(path)).status));

  t.true(rootLinks.includes('/admin/audit'));
  t.false(adaLinks.some((path) => path.startsWith('/admin')));
  t.deepEqual([...new Set([...opened, ...openedByAda])], [200]);
});

test('T115: no page can be framed or keep a hold on its opener, whoever asks for it', async (t) => {
  const seeded = await shared();
  const readers = [await asAdministrator(seeded), await asAda(seeded), new Visitor(seeded.host.url)];
  const paths = operations
    .map(({ route }) => route.replaceAll(/:\w+/g, 'x').split(' '))
    .filter(([method]) => method === 'GET')
    .map(([, path = '']) => path);

  const answers = await Promise.all(readers.flatMap((reader) => paths.map((path) => reader.open(path))));

  t.true(paths.length > 60);
  t.deepEqual([...new Set(answers.map(({ headers }) => headers.get('x-frame-options')))], ['DENY']);
  t.deepEqual(
    [...new Set(answers.map(({ headers }) => headers.get('cross-origin-opener-policy')))],
    ['same-origin'],
  );
  const sql = answers[paths.indexOf('/query')];
  t.regex(
    sql?.headers.get('content-security-policy') ?? '',
    /^default-src 'none';.*script-src 'self' 'nonce-[\w+/=]{16,}'/,
  );
  t.is(sql?.headers.get('x-content-type-options'), 'nosniff');
  t.is(sql?.headers.get('referrer-policy'), 'strict-origin-when-cross-origin');
  t.regex(sql?.headers.get('cache-control') ?? '', /^private, no-(?:cache|store)/);
  t.true(
    answers.every(({ headers }) =>
      /frame-ancestors 'none'/.test(headers.get('content-security-policy') ?? ''),
    ),
  );
});
