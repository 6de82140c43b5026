import test from 'ava';
import { hooksManifest, pluginFolders, setupEntry, writePlugin } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';

const rebuilt = { generation: 1, changed: [], removed: [], failed: [], tables: [] };
const hooks = (index: string, taps = ['afterRebuild']) => ({
  'agnes.plugin.json': hooksManifest('acme/guard', taps),
  'index.ts': index,
});

test('an entry that exports something else says what it should have been', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', hooks('export default { start() {} };'));

  const { plugins } = await startPlugins(t, folders);

  t.regex(
    plugins.list()[0]?.reason ?? '',
    /The default export of "index\.ts" is not a plugin \(definePlugin\)/,
  );
});

test('a setup that hangs is given up with an error that names the plugin', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', hooks(setupEntry('await new Promise(() => {});')));

  const { plugins } = await startPlugins(t, folders, { setupTimeoutMs: 50 });

  t.is(plugins.list()[0]?.reason, 'Plugin "acme/guard" did not finish starting within 0.05 s.');
});

test('an import that hangs is given up too', async (t) => {
  const folders = await pluginFolders(t);
  const index = `await new Promise(() => {}); ${setupEntry('')}`;
  await writePlugin(folders.bundled, 'guard', hooks(index));

  const { plugins } = await startPlugins(t, folders, { setupTimeoutMs: 50 });

  t.like(plugins.list()[0], { state: 'failed' });
});

test('a setup that fails half way releases what it had and leaves no tap', async (t) => {
  const folders = await pluginFolders(t);
  const body = `
    host.defer(() => host.log('released first'));
    host.defer(() => host.log('released second'));
    host.tap('afterRebuild', () => host.log('called'));
    throw new Error('half way');`;
  await writePlugin(folders.bundled, 'guard', hooks(setupEntry(body)));

  const { plugins, logs } = await startPlugins(t, folders);
  await plugins.hooks.afterRebuild(rebuilt);

  t.deepEqual(logs, ['acme/guard: released second', 'acme/guard: released first']);
  t.like(plugins.list()[0], { state: 'failed', reason: 'Plugin "acme/guard" did not start: half way' });
});

test('a tap that the manifest does not declare fails the plugin and says what to add', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', hooks(setupEntry(`host.tap('afterExtract', () => []);`)));

  const { plugins } = await startPlugins(t, folders);

  t.like(plugins.list()[0], {
    state: 'failed',
    reason:
      'Plugin "acme/guard" did not start: The hook "afterExtract" is tapped, but the manifest does not declare it for this entry.',
    nextAction: 'Add the hook to contributes.hooks[].taps in agnes.plugin.json.',
  });
});

test('a tap after setup is refused', async (t) => {
  const folders = await pluginFolders(t);
  const body = `host.defer(() => { try { host.tap('afterRebuild', () => {}); } catch (e) { host.log(e.code); } });`;
  await writePlugin(folders.bundled, 'guard', hooks(setupEntry(body)));

  const { plugins, logs } = await startPlugins(t, folders);
  await plugins[Symbol.asyncDispose]();

  t.deepEqual(logs, ['acme/guard: tap_too_late']);
});

test('settings are checked, and every fault is told', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', hooks(setupEntry('')));

  const { plugins } = await startPlugins(t, folders, { settingsOf: () => ({ url: 'x', rows: 1 }) });

  t.is(
    plugins.list()[0]?.reason,
    'The settings of plugin "acme/guard" are not valid: /url "url" is not a known key; /rows "rows" is not a known key.',
  );
});

test('a plugin gets its settings with defaults, and cannot change them', async (t) => {
  const folders = await pluginFolders(t);
  const schema = { type: 'object', properties: { rows: { type: 'integer', default: 7 } } };
  const manifest = { ...hooksManifest('acme/guard', ['afterRebuild']), config: { version: 1, schema } };
  const index = setupEntry(
    `host.log(JSON.stringify([host.settings, Object.isFrozen(host.settings), host.id]));`,
  );
  await writePlugin(folders.bundled, 'guard', { 'agnes.plugin.json': manifest, 'index.ts': index });

  const { logs } = await startPlugins(t, folders);

  t.deepEqual(logs, ['acme/guard: [{"rows":7},true,"acme/guard"]']);
});

test('a resource type answers for itself only', async (t) => {
  const folders = await pluginFolders(t);
  const manifest = {
    ...hooksManifest('acme/boards', ['afterRebuild']),
    contributes: { resourceTypes: [{ key: 'acme/boards:board', entry: 'board.ts' }] },
  };
  const board = `import { defineResourceType } from '@agnes/sdk';
    export default defineResourceType({ key: 'acme/boards:board', title: 'Boards', description: 'b', idFormat: 'b',
      listBlocks: async ({ tables }) => [{ id: 'all', name: 'All', items: (await tables()).map(({ id, name }) => ({ resource_id: id, name })) }] });`;
  await writePlugin(folders.bundled, 'boards', { 'agnes.plugin.json': manifest, 'board.ts': board });

  const { plugins } = await startPlugins(t, folders, {
    resources: {
      tables: async () => [{ id: 't1', name: 'orders', queryMode: 'local' }],
      marketplaces: async () => [],
    },
  });

  const items = [{ id: 'all', name: 'All', items: [{ resource_id: 't1', name: 'orders' }] }];
  t.deepEqual(await plugins.hooks.listResourceBlocks({ type: 'acme/boards:board' }), [
    { plugin: 'acme/boards', items },
  ]);
  t.deepEqual(await plugins.hooks.listResourceBlocks({ type: 'table' }), [
    { plugin: 'acme/boards', items: [] },
  ]);
  t.is(plugins.resourceTypes()[0]?.type.title, 'Boards');
});

test('a sign-in method with another id than the manifest says is not loaded', async (t) => {
  const folders = await pluginFolders(t);
  const manifest = {
    ...hooksManifest('acme/door', ['afterRebuild']),
    contributes: { authProviders: [{ id: 'door', entry: 'door.ts' }] },
  };
  const door = `export default { id: 'gate', methods: () => [] };`;
  await writePlugin(folders.bundled, 'door', { 'agnes.plugin.json': manifest, 'door.ts': door });

  const { plugins } = await startPlugins(t, folders);

  t.deepEqual(plugins.signIns(), []);
  t.regex(plugins.list()[0]?.reason ?? '', /is not the sign-in method "door"/);
});

test('the catalog is read by plugins that declare it, and by no other', async (t) => {
  const folders = await pluginFolders(t);
  const read = setupEntry('host.log((await host.catalog()).map(({ name }) => name).join());');
  const { 'agnes.plugin.json': plain, ...entry } = hooks(read);
  const capabilities = { ...plain.capabilities, catalog: { why: 'To list it.' } };
  await writePlugin(folders.bundled, 'able', {
    ...entry,
    'agnes.plugin.json': { ...plain, id: 'acme/able', capabilities },
  });
  await writePlugin(folders.bundled, 'bare', {
    ...entry,
    'agnes.plugin.json': { ...plain, id: 'acme/bare' },
  });
  const orders = { id: 't1', name: 'orders', freshness: 'never', columns: [] } as const;

  const { plugins, logs } = await startPlugins(t, folders, { catalog: async () => [orders] });

  t.deepEqual(logs, ['acme/able: orders']);
  t.deepEqual(
    plugins.list().map(({ state }) => state),
    ['active', 'failed'],
  );
  t.regex(plugins.list()[1]?.reason ?? '', /the manifest does not declare it/);
});
