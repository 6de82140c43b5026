import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { findPlugins } from '../../host/kernel/find-plugins.ts';
import { connectorManifest, hooksManifest, pluginFolders, writePlugin } from '../support/plugin-folders.ts';

const host = { hostVersion: '0.1.0', isEnabled: () => true };
const connector = (id: string, type: string) => ({
  'agnes.plugin.json': connectorManifest(id, type),
  'connector.ts': '',
});
const hooks = { 'agnes.plugin.json': hooksManifest('acme/guard', ['afterRebuild']), 'index.ts': '' };

test('plugins are the direct children that hold a manifest', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'files', connector('agnes/files', 'files'));
  await writePlugin(folders.bundled, 'notes', { 'README.md': '' });
  await writeFile(join(folders.bundled, 'notes.txt'), '');
  await writePlugin(join(folders.local, 'team'), 'deep', connector('acme/deep', 'deep'));

  const found = await findPlugins({ ...folders, ...host });

  t.deepEqual(
    found.map(({ id }) => id),
    ['agnes/files'],
  );
});

test('folders that are not there hold no plugins', async (t) => {
  const { bundled } = await pluginFolders(t);

  t.deepEqual(await findPlugins({ bundled, local: join(bundled, 'no', 'local'), ...host }), []);
});

test('a bundled plugin is loaded from where it lies, a local one from the store, with ten minutes a run', async (t) => {
  const folders = await pluginFolders(t);
  const bundled = await writePlugin(folders.bundled, 'files', connector('agnes/files', 'files'));
  await writePlugin(folders.local, 'orders', connector('acme/orders', 'orders'));

  const found = await findPlugins({ ...folders, ...host });

  const [stored = ''] = await readdir(folders.store);
  t.deepEqual(
    found.map(({ manifest }) => manifest?.limits?.timeoutSec),
    [undefined, 600],
  );
  t.regex(stored, /^sha256-[0-9a-f]{64}$/);
  t.deepEqual(
    found.map(({ folder }) => folder),
    [bundled, join(folders.store, stored)],
  );
});

test('a local plugin with code for the host process waits and is not copied', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'guard', hooks);

  const [found] = await findPlugins({ ...folders, ...host });

  t.like(found, { id: 'acme/guard', refused: { code: 'needs_host_process' } });
  await t.throwsAsync(readdir(folders.store), { code: 'ENOENT' });
});

test('T76: a local connector that opens DuckDB waits until it is trusted', async (t) => {
  const folders = await pluginFolders(t);
  const manifest = connectorManifest('acme/raw', 'raw');
  const [connectorOf] = manifest.contributes.connectors;
  const contributes = { connectors: [{ ...connectorOf, runtime: 'duckdb' }] };
  await writePlugin(folders.local, 'raw', {
    'agnes.plugin.json': { ...manifest, contributes },
    'connector.ts': '',
  });

  const [waiting] = await findPlugins({ ...folders, ...host });
  const [trusted] = await findPlugins({ ...folders, ...host, isTrusted: (id) => id === 'acme/raw' });

  t.is(waiting?.refused?.code, 'needs_trust');
  t.is(trusted?.refused, undefined);
});

test('T103: a local plugin that asks for the metadata service is not loaded', async (t) => {
  const folders = await pluginFolders(t);
  const manifest = {
    ...connectorManifest('acme/cloud', 'cloud'),
    capabilities: { metadata: { config: 'url', why: 'It wants the credentials of the machine.' } },
  };
  await writePlugin(folders.local, 'cloud', { 'agnes.plugin.json': manifest, 'connector.ts': '' });

  const [found] = await findPlugins({ ...folders, ...host });

  t.like(found, { id: 'acme/cloud', refused: { code: 'metadata_reserved' } });
});

test('a bundled plugin must declare that it runs in the host process', async (t) => {
  const folders = await pluginFolders(t);
  const { capabilities: _, ...undeclared } = hooksManifest('acme/guard', ['afterRebuild']);
  await writePlugin(folders.bundled, 'guard', { ...hooks, 'agnes.plugin.json': undeclared });

  const [found] = await findPlugins({ ...folders, ...host });

  t.like(found?.refused, { code: 'manifest_invalid' });
  t.regex(
    found?.refused?.message ?? '',
    /\/capabilities\/process is missing: hooks run inside the host process/,
  );
});

test('a plugin for another host is refused with both versions', async (t) => {
  const folders = await pluginFolders(t);
  const manifest = { ...connectorManifest('acme/orders', 'orders'), engines: { host: '^2.0.0' } };
  await writePlugin(folders.local, 'orders', { 'agnes.plugin.json': manifest, 'connector.ts': '' });

  const [found] = await findPlugins({ ...folders, ...host });

  t.is(found?.refused?.message, 'Plugin "acme/orders" is made for hosts ^2.0.0; this one is 0.1.0.');
});

test('of two plugins with one id the later is refused', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'orders', connector('acme/orders', 'orders'));
  await writePlugin(folders.local, 'orders', connector('acme/orders', 'other'));

  const [first, second] = await findPlugins({ ...folders, ...host });

  t.is(first?.refused, undefined);
  t.is(
    second?.refused?.message,
    'The plugin id "acme/orders" is already taken by plugin "acme/orders" in plugins/orders.',
  );
});

test('of two plugins that bring one type of source the later is refused', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'a', connector('acme/orders', 'orders'));
  await writePlugin(folders.local, 'b', connector('umbrella/orders', 'orders'));

  const [, second] = await findPlugins({ ...folders, ...host });

  t.is(
    second?.refused?.message,
    'The id "orders" is already taken by plugin "acme/orders" in plugins/local/a.',
  );
});

test('a plugin that is itself refused takes no id from others', async (t) => {
  const folders = await pluginFolders(t);
  const old = { ...connectorManifest('acme/orders', 'orders'), engines: { host: '^2.0.0' } };
  await writePlugin(folders.local, 'a', { 'agnes.plugin.json': old, 'connector.ts': '' });
  await writePlugin(folders.local, 'b', connector('acme/orders', 'orders'));

  const [, second] = await findPlugins({ ...folders, ...host });

  t.is(second?.refused, undefined);
});

test('a folder that is a link is refused and named', async (t) => {
  const folders = await pluginFolders(t);
  const elsewhere = await writePlugin(folders.bundled, 'orders', connector('acme/orders', 'orders'));
  await mkdir(folders.local, { recursive: true });
  await symlink(elsewhere, join(folders.local, 'linked'));

  const found = await findPlugins({ ...folders, ...host });

  t.like(found[1], { id: 'local/linked', refused: { code: 'plugin_tree_refused' } });
});

test('a data folder that is a link is resolved, so that what is found has a real path', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'orders', connector('acme/orders', 'orders'));
  const linked = join(folders.bundled, 'data');
  await symlink(dirname(dirname(folders.local)), linked);

  const [found] = await findPlugins({ ...host, bundled: '', local: join(linked, 'plugins', 'local') });

  t.true(found?.folder.startsWith(folders.store));
});

test('a store that cannot be written is told by the path people know', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'orders', connector('acme/orders', 'orders'));
  await writeFile(folders.store, 'no folder');

  const [found] = await findPlugins({ ...folders, ...host });

  t.is(found?.refused?.code, 'plugin_unreadable');
  t.regex(
    found?.refused?.message ?? '',
    /^The plugin in "plugins\/local\/orders" could not be read: ENOTDIR/,
  );
});
