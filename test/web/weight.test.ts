import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { matrixView } from '../../host/web/access/matrix-view.ts';
import { treeView } from '../../host/web/access/tree-view.ts';
import { loadPages } from '../../host/web/pages.ts';
import { reasonsView } from '../../host/web/reasons.ts';
import { usersView } from '../../host/web/users/list-view.ts';
import { bundle, bundlePath } from '../../templates/codemirror/bundle.ts';
import { largeOverview } from './support/overviews.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const kib = (text: string | Buffer): number => gzipSync(text).length / 1024;

const frame = {
  title: 'Page',
  instance: { name: 'Agnes', subtitle: '' },
  version: '0.1.0',
  requestId: '0123456789ab',
  path: '/admin/access',
  person: { email: 'admin@example.com', isAdmin: true },
};

test('the largest pages of an instance with 2,000 tables and 500 groups stay below 60 KB', async (t) => {
  const pages = await loadPages();
  const overview = largeOverview({ tables: 2_000, groups: 500 });
  const group = overview.groups[0]?.id;
  const items = overview.grants.map(({ resource_type, resource_id }) => ({
    resource_type,
    resource_id,
    via_groups: overview.groups.slice(0, 3).map(({ id, name }) => ({ group_id: id, group_name: name })),
  }));
  const users = Array.from({ length: 50 }, (_, index) => ({
    id: `u${index}`,
    email: `person-${index}@example.com`,
    name: `Person ${index}`,
    is_admin: false,
    is_sso_user: false,
    groups: overview.groups.slice(index, index + 30),
    active: true,
    created_at: '2026-01-01T00:00:00Z',
    deactivated_at: null,
  }));
  const words = { who: 'you', nothing: '', groups: [], names: new Map<string, string>(), isLinked: true };

  const weights = {
    matrix: kib(pages.render('access-matrix', frame, matrixView(overview, {}))),
    tree: kib(pages.render('access-tree', frame, treeView(overview, { group }, now))),
    profile: kib(pages.render('profile', frame, reasonsView({ is_admin: false, items }, words))),
    users: kib(pages.render('users', frame, usersView(users, { q: '', isFirst: true, now }))),
  };

  t.deepEqual(
    Object.entries(weights).filter(([, weight]) => weight > 60),
    [],
  );
});

test('the style sheet stays below 40 KB, the scripts of a page below 60 KB, those of the SQL page below 250 KB', async (t) => {
  const { assets } = await loadPages();
  const weightOf = (...names: readonly string[]) =>
    kib(Buffer.concat(names.flatMap((name) => assets.get(name)?.bytes ?? [])));
  const scripts = [...assets.keys()].filter((name) => name.endsWith('.js'));
  const ofQueries = scripts.filter((name) => /^(?:query|chart-|codemirror|element)/.test(name));
  const others = scripts.filter((name) => !ofQueries.includes(name));

  t.true(others.length > 3);
  t.true(weightOf('style.css') < 40);
  t.true(weightOf(...others) < 60);
  t.true(weightOf('frame.js', ...ofQueries) < 250);
});

test('the library of the SQL editor is what its packages make: npm run fix rewrites it', async (t) => {
  const kept = await readFile(bundlePath, 'utf8');

  t.true(kept === (await bundle()));
});

test('in development mode every page says so', async (t) => {
  const pages = await loadPages({ devMode: true });

  const html = pages.render('message', frame, { heading: 'Hello' });

  t.regex(
    html,
    /aria-label="Development mode"><p>Development mode: whoever reaches this address is an administrator/,
  );
});
