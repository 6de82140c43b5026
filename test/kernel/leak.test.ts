import test from 'ava';
import { hooksManifest, pluginFolders, setupEntry, writePlugin } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';

const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

// Alone in its file: other tests of one process would have timers of their own.
test('released plugins leave no tap, no timer and no state behind', async (t) => {
  const folders = await pluginFolders(t);
  const body = `
    const timer = setInterval(() => {}, 60_000);
    host.defer(() => clearInterval(timer));
    host.tap('afterRebuild', () => host.log('called'));`;
  await writePlugin(folders.bundled, 'ticker', {
    'agnes.plugin.json': hooksManifest('acme/ticker', ['afterRebuild']),
    'index.ts': setupEntry(body),
  });
  const before = timers();
  const { plugins, logs } = await startPlugins(t, folders);
  const rebuilt = { generation: 1, changed: [], removed: [], failed: [], tables: [] };
  await plugins.hooks.afterRebuild(rebuilt);

  await plugins[Symbol.asyncDispose]();

  t.deepEqual(await plugins.hooks.afterRebuild(rebuilt), []);
  t.deepEqual(logs, ['acme/ticker: called']);
  t.deepEqual(
    plugins.taps().flatMap(({ taps }) => taps),
    [],
  );
  t.deepEqual(plugins.list(), []);
  t.is(timers(), before);
});
