import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { asAda, asAdministrator, seededHost, sharedHost } from './support/seeded-host.ts';
import { Visitor } from './support/visitor.ts';

const shared = sharedHost();

/** What a frame tells of its reader. */
const frameOf = (html: string) => ({
  account: /<span class="who">([^<]*)/.exec(html)?.[1],
  menu: html.includes('<nav class="menu-wide"'),
  administration: html.includes('<summary>Admin</summary>'),
});

const bare = { account: undefined, menu: false, administration: false };
const ofAda = { account: 'ada@example.com', menu: true, administration: false };
const ofRoot = { account: 'admin@example.com', menu: true, administration: true };

test('the setup page has the menu of whoever is signed in, and none for a stranger', async (t) => {
  const seeded = await shared();
  const [ada, root] = [await asAda(seeded), await asAdministrator(seeded)];

  const own = await ada.open('/setup');
  const admins = await root.open('/setup');
  const strangers = await new Visitor(seeded.host.url).open('/setup');
  const stale = await new Visitor(seeded.host.url, 'access_token=gone').open('/setup');

  t.deepEqual(frameOf(own.html), ofAda);
  t.regex(own.html, /href="\/setup" aria-current="page"/);
  t.deepEqual(frameOf(admins.html), ofRoot);
  t.deepEqual(
    [strangers, stale].map(({ html }) => frameOf(html)),
    [bare, bare],
  );
  t.deepEqual(
    [own, admins, strangers, stale].map(({ status }) => status),
    [200, 200, 200, 200],
  );
});

test('the page of a problem has the menu of whoever is signed in, is in no cache, and names nobody to a stranger', async (t) => {
  const seeded = await shared();
  const [ada, root] = [await asAda(seeded), await asAdministrator(seeded)];

  const missing = await ada.open('/no-such-page');
  const hidden = await ada.open('/admin/users');
  const refused = await root.open('/admin/access?view=bogus');
  const wrongMethod = await root.send('/dashboard');
  const strangers = await new Visitor(seeded.host.url).open('/no-such-page');

  t.deepEqual(
    [missing, hidden, refused, wrongMethod, strangers].map(({ status, html }) => [status, frameOf(html)]),
    [
      [404, ofAda],
      [404, ofAda],
      [422, ofRoot],
      [405, ofRoot],
      [404, bare],
    ],
  );
  t.is(missing.headers.get('cache-control'), 'private, no-store');
});

test('where the frame cannot be made, the page of the problem and that of the setup are bare', async (t) => {
  const seeded = await seededHost(t);
  const root = await asAdministrator(seeded);
  // What a frame of an administrator tells is read from here; a folder cannot be read.
  await mkdir(join(seeded.host.dataDir, 'plugins/bisect.json'), { recursive: true });

  const broken = await root.open('/dashboard');
  const missing = await root.open('/no-such-page');
  const setup = await root.open('/setup');

  t.deepEqual(
    [broken, missing, setup].map(({ status, html }) => [status, frameOf(html)]),
    [
      [500, bare],
      [404, bare],
      [200, bare],
    ],
  );
});
