import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { writePlugin } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { pluggedAccess, typeFolders, typePlugin } from './support/plugged-access.ts';
import { listOf } from './support/served-access.ts';

const since = '2026-03-01T12:00:00.000+00:00';
const tables = { type_key: 'table', blocks: [{ items: [{ resource_id: 't1' }, { resource_id: 't2' }] }] };

test('a new type is one folder: it is shown, its resources are listed, and they can be granted', async (t) => {
  const folders = await typeFolders(t);
  await folders.add(
    'boards',
    `return [{ id: 'all', name: 'All', items: [{ resource_id: 'b1', name: 'Board', category: 'work' }] }];`,
  );
  const { root, ada, access } = await pluggedAccess(t, folders);
  const key = { group_id: ada.group.id, resource_type: 'acme/boards:thing', resource_id: 'b1' };

  const types = listOf(await root.send('GET /api/admin/resource-types'));
  const { resources } = await root.ask('GET /api/admin/access-overview');
  const granted = await root.send('POST /api/admin/grants', { body: key });

  t.deepEqual(
    types.map((type) => type['key']),
    ['acme/boards:thing', 'table'],
  );
  likeWhole(t, resources, [
    { type_key: key.resource_type, blocks: [{ items: [{ resource_id: 'b1', category: 'work' }] }] },
    tables,
  ]);
  t.like(granted, { status: 201, body: { ...key, warning: undefined } });
  const board = await access.authorize(ada.principal(), key.resource_type, { id: 'b1' });
  t.deepEqual(board.resource, { id: 'b1' });
});

test('T73: a type that lists everything, nothing, nonsense, throws or hangs spoils no page and gives no access', async (t) => {
  const folders = await typeFolders(t);
  await folders.add(
    'everything',
    `return [{ id: '*', name: '*', items: (await tables()).map(({ id, name }) => ({ resource_id: id, name })) }];`,
  );
  await folders.add('nothing', 'return undefined;');
  await folders.add(
    'nonsense',
    `return [{ id: 'x', name: 'x', items: [{ resource_id: 't2', name: 'x', allowed: true }] }];`,
  );
  await folders.add('throws', `throw new Error('no');`);
  await folders.add('hangs', 'return new Promise(() => {});');
  const { root, asAda, ada, access } = await pluggedAccess(t, folders);

  const { resources } = await root.ask('GET /api/admin/access-overview');

  likeWhole(t, resources, [
    { type_key: 'acme/everything:thing', stale_since: undefined },
    { type_key: 'acme/hangs:thing', blocks: [], stale_since: since },
    { type_key: 'acme/nonsense:thing', blocks: [], stale_since: since },
    { type_key: 'acme/nothing:thing', blocks: [], stale_since: since },
    { ...tables, stale_since: undefined },
    { type_key: 'acme/throws:thing', blocks: [], stale_since: since },
  ]);
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set(['t1']));
  t.deepEqual(access.grantedIds(ada.principal(), 'acme/everything:thing'), new Set());
  likeWhole(t, await asAda.ask('GET /api/me/effective-access'), { items: [{ resource_id: 't1' }] });
});

test('T73: what a type does to the tables it lists changes nothing but its own answer', async (t) => {
  const folders = await typeFolders(t);
  await folders.add(
    'twister',
    `const all = await tables(); for (const one of all) { one.id = 't1'; one.name = 'x'; } return [];`,
  );
  const { root, ada, access } = await pluggedAccess(t, folders);

  const { resources } = await root.ask('GET /api/admin/access-overview');

  const listed = [tables, { type_key: 'acme/twister:thing', blocks: [] }];
  likeWhole(t, resources, listed);
  likeWhole(t, (await root.ask('GET /api/admin/access-overview'))['resources'], listed);
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set(['t1']));
});

test('T73: the keys of the host are for plugins that ship with it, those of a plugin for itself', async (t) => {
  const folders = await typeFolders(t);
  const write = (parent: string, slug: string, key: string) =>
    writePlugin(parent, slug, typePlugin(`acme/${slug}`, key, 'return [];'));
  await write(folders.local, 'a-table', 'table');
  await write(folders.local, 'b-domain', 'memory_domain');
  await write(folders.bundled, 'c-short', 'board');
  await write(folders.bundled, 'd-foreign', 'acme/c-short:board');
  await write(folders.bundled, 'e-blank', 'acme/e-blank:');
  await write(folders.local, 'f-own', 'acme/f-own:thing');

  const { plugins } = await startPlugins(t, folders);

  const states = plugins
    .list()
    .map(({ id, state, reason = '' }) => [id, state, /use "[^"]+"/.exec(reason)?.[0]]);
  t.deepEqual(states.toSorted(), [
    ['acme/a-table', 'failed', 'use "acme/a-table:<name>"'],
    ['acme/b-domain', 'failed', 'use "acme/b-domain:<name>"'],
    ['acme/c-short', 'failed', 'use "acme/c-short:<name>"'],
    ['acme/d-foreign', 'failed', 'use "acme/d-foreign:<name>"'],
    ['acme/e-blank', 'failed', 'use "acme/e-blank:<name>"'],
    ['acme/f-own', 'discovered', undefined],
    ['agnes/resource-table', 'active', undefined],
  ]);
  t.deepEqual(
    plugins.resourceTypes().map(({ type }) => type.key),
    ['table'],
  );
});

test('a type whose plugin is gone keeps its grants and takes no new ones', async (t) => {
  const folders = await typeFolders(t);
  const { root, ada, store } = await pluggedAccess(t, folders);
  const key = { group_id: ada.group.id, resource_type: 'acme/gone:thing', resource_id: 'b1' };
  await store.keep((tx) =>
    tx
      .insertInto('resource_grants')
      .values({ id: 'g1', ...key, assigned_at: new Date(0) })
      .execute(),
  );

  const refused = await root.send('POST /api/admin/grants', { body: { ...key, resource_id: 'b2' } });

  t.like(refused, { status: 400, body: { code: 'unknown_resource_type' } });
  likeWhole(t, listOf(await root.send('GET /api/admin/grants?resource_type=acme/gone:thing')), [
    { id: 'g1', warning: undefined },
  ]);
});
