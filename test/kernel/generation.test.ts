import { chmod, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import {
  connectorManifest,
  hooksManifest,
  pluginFolders,
  setupEntry,
  writePlugin,
} from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { generationOf, stored } from '../support/stored-plugin.ts';

const orders = { 'agnes.plugin.json': connectorManifest('acme/orders', 'orders'), 'connector.ts': '' };

test('what is locked is loaded from the store by its hash, narrowed to what was granted', async (t) => {
  const folders = await pluginFolders(t);
  const network = [
    { host: 'a.example.com', why: 'a' },
    { host: 'b.example.com', why: 'b' },
  ];
  const manifest = { ...connectorManifest('acme/orders', 'orders'), capabilities: { network } };
  const entry = await stored(t, folders, { ...orders, 'agnes.plugin.json': manifest });

  const { plugins } = await startPlugins(
    t,
    folders,
    generationOf({ ...entry, grants: ['network:b.example.com'] }),
  );

  const loaded = plugins.connector('orders');
  t.is(loaded?.folder, join(folders.store, entry.treeHash ?? ''));
  t.deepEqual(loaded?.manifest.capabilities, { network: [{ host: 'b.example.com', why: 'b' }] });
});

test('bytes that were changed in the store are quarantined, and gone ones missing; the rest goes on', async (t) => {
  const folders = await pluginFolders(t);
  const good = await stored(t, folders, orders);
  const changed = await stored(t, folders, {
    'agnes.plugin.json': connectorManifest('acme/changed', 'changed'),
    'connector.ts': 'good',
  });
  const gone = await stored(t, folders, {
    'agnes.plugin.json': connectorManifest('acme/gone', 'gone'),
    'connector.ts': '',
  });
  const file = join(folders.store, changed.treeHash ?? '', 'connector.ts');
  const { atime, mtime, mode } = await stat(file);
  await chmod(file, 0o600);
  await writeFile(file, 'evil');
  // As long and as old as it was: nothing but the bytes tells.
  await utimes(file, atime, mtime);
  await chmod(file, mode);
  await rm(join(folders.store, gone.treeHash ?? ''), { recursive: true });

  const { plugins, conditions } = await startPlugins(t, folders, generationOf(changed, gone, good));

  likeWhole(t, plugins.list(), [
    { id: 'acme/changed', state: 'quarantined' },
    { id: 'acme/gone', state: 'missing' },
    { id: 'acme/orders', state: 'active' },
  ]);
  t.regex(
    conditions.get('acme/changed plugin_quarantined')?.remedy ?? '',
    /install this version again or roll back/,
  );
  t.regex(conditions.get('acme/gone plugin_missing')?.why ?? '', /"acme\/gone" 1\.2\.3 are not in the store/);
});

test('in safe mode only what ships with the host is loaded', async (t) => {
  const folders = await pluginFolders(t);
  const entry = await stored(t, folders, orders);
  await writePlugin(folders.bundled, 'guard', {
    'agnes.plugin.json': hooksManifest('agnes/guard', ['afterRebuild']),
    'index.ts': setupEntry(`host.tap('afterRebuild', () => {});`),
  });

  const { plugins } = await startPlugins(t, folders, { ...generationOf(entry), isSafe: true });

  likeWhole(t, plugins.list(), [{ id: 'agnes/guard', state: 'active' }]);
  t.is(plugins.list().length, 1);
});

test('hooks of an installed plugin run once an administrator has granted it the host process by name', async (t) => {
  const folders = await pluginFolders(t);
  const entry = await stored(t, folders, {
    'agnes.plugin.json': hooksManifest('acme/guard', ['afterRebuild']),
    'index.ts': setupEntry(`host.tap('afterRebuild', () => {});`),
  });

  const refused = await startPlugins(t, folders, generationOf(entry));
  const granted = await startPlugins(t, folders, generationOf({ ...entry, grants: ['process:host'] }));

  t.is(refused.plugins.list()[0]?.state, 'discovered');
  t.is(granted.plugins.list()[0]?.state, 'active');
});

test('a second version of a connector is live for the sources that name it, and for no other', async (t) => {
  const folders = await pluginFolders(t);
  const first = await stored(t, folders, orders);
  const newer = { ...connectorManifest('acme/orders', 'orders'), version: '2.0.0' };
  const second = await stored(t, folders, { ...orders, 'agnes.plugin.json': newer });

  const { plugins } = await startPlugins(t, folders, generationOf(first, { ...second, sources: ['shop'] }));

  t.is(plugins.connector('orders')?.version, '1.2.3');
  t.is(plugins.connector('orders', 'other')?.version, '1.2.3');
  t.is(plugins.connector('orders', 'shop')?.version, '2.0.0');
  t.is(plugins.connectors().length, 1);
});

test('a source whose own version does not run is read by no other one', async (t) => {
  const folders = await pluginFolders(t);
  const main = await stored(t, folders, orders);
  const own = await stored(t, folders, {
    'agnes.plugin.json': { ...connectorManifest('acme/orders', 'orders'), version: '1.0.0' },
    'connector.ts': '// 1.0.0',
  });
  await rm(join(folders.store, own.treeHash ?? ''), { recursive: true });

  const { plugins } = await startPlugins(t, folders, generationOf(main, { ...own, sources: ['shop'] }));

  t.is(plugins.connector('orders', 'shop'), undefined);
  t.is(plugins.connector('orders', 'web')?.version, '1.2.3');
});
