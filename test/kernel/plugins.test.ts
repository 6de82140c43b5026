import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { connectorManifest, hooksManifest, pluginFolders, writePlugin } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';

const hooks = (index: string) => ({
  'agnes.plugin.json': hooksManifest('acme/guard', ['afterRebuild']),
  'index.ts': index,
});
const orders = { 'agnes.plugin.json': connectorManifest('acme/orders', 'orders'), 'connector.ts': '' };

test('a connector can be found by its type, with the absolute entry of its code', async (t) => {
  const folders = await pluginFolders(t);
  const folder = await writePlugin(folders.bundled, 'orders', orders);

  const { plugins } = await startPlugins(t, folders);

  t.like(plugins.connector('orders'), {
    type: 'orders',
    plugin: 'acme/orders',
    version: '1.2.3',
    folder,
    entry: join(folder, 'connector.ts'),
  });
  t.is(plugins.connector('nope'), undefined);
});

test('the code of a connector is not loaded into the host', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'orders', { ...orders, 'connector.ts': 'throw new Error("loaded")' });

  const { plugins } = await startPlugins(t, folders);

  likeWhole(t, plugins.list(), [
    { id: 'acme/orders', state: 'active', origin: 'local', contributes: { connectors: ['orders'] } },
  ]);
});

test('a broken manifest is a state with a reason and a next action, and the others load', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'broken', { 'agnes.plugin.json': '{' });
  await writePlugin(folders.local, 'orders', orders);

  const { plugins, conditions } = await startPlugins(t, folders);

  const [broken, working] = plugins.list();
  t.like(broken, { id: 'local/broken', state: 'failed', path: 'plugins/local/broken' });
  t.regex(broken?.reason ?? '', /agnes\.plugin\.json of "broken" is not valid: \/ is not JSON/);
  t.regex(broken?.nextAction ?? '', /^Correct agnes\.plugin\.json/);
  t.is(working?.state, 'active');
  t.like(conditions.get('local/broken plugin_failed'), { severity: 'error', remedy: broken?.nextAction });
});

test('a missing entry is told by name', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'orders', { 'agnes.plugin.json': orders['agnes.plugin.json'] });

  const { plugins } = await startPlugins(t, folders);

  t.regex(plugins.list()[0]?.reason ?? '', /"connector\.ts" is not a file of this plugin/);
});

test('an import that throws fails that plugin only, and shows no folder of the machine', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', hooks(`import './gone.ts';`));
  await writePlugin(folders.bundled, 'orders', orders);

  const { plugins } = await startPlugins(t, folders);

  const [guard, other] = plugins.list();
  t.is(guard?.state, 'failed');
  t.regex(guard?.reason ?? '', /^Plugin "acme\/guard" did not start: Cannot find module 'gone\.ts'/);
  t.false(guard?.reason?.includes(folders.bundled));
  t.is(other?.state, 'active');
});

test('a local plugin that taps hooks stays discovered, with what to do', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'guard', hooks(`throw new Error('loaded');`));

  const { plugins, conditions } = await startPlugins(t, folders);

  t.like(plugins.list()[0], { id: 'acme/guard', state: 'discovered' });
  t.like(conditions.get('acme/guard plugin_discovered'), { severity: 'warning' });
});

test('a plugin for another host is incompatible', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'orders', orders);

  const { plugins } = await startPlugins(t, folders, { hostVersion: '0.0.9' });

  t.like(plugins.list()[0], { state: 'incompatible' });
});

test('a condition of an earlier start that no longer holds is ended', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'orders', orders);
  const cleared: unknown[] = [];
  const stale = { subjectType: 'plugin', subjectId: 'acme/orders', code: 'plugin_failed' };

  await startPlugins(t, folders, {
    conditions: {
      raise: async () => {},
      clear: async (...key) => void cleared.push(key),
      open: async () => [stale, { ...stale, subjectType: 'table' }],
    },
  });

  t.deepEqual(cleared, [['plugin', 'acme/orders', 'plugin_failed']]);
});

test('a plugin that is switched off is not loaded, and that is no fault', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', hooks(`throw new Error('loaded');`));

  const { plugins, conditions } = await startPlugins(t, folders, { isEnabled: (id) => id !== 'acme/guard' });

  t.like(plugins.list()[0], { id: 'acme/guard', state: 'disabled' });
  t.is(conditions.size, 0);
});
