import test, { type ExecutionContext } from 'ava';
import { attributionNow } from '../../host/kernel/attribution.ts';
import { likeWhole } from '../support/like-whole.ts';
import {
  hooksManifest,
  type PluginFolders,
  pluginFolders,
  setupEntry,
  writePlugin,
} from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { generationOf, stored } from '../support/stored-plugin.ts';

const rebuilt = { generation: 1, tables: [] } as unknown as Parameters<
  Awaited<ReturnType<typeof startPlugins>>['plugins']['hooks']['afterRebuild']
>[0];
const quiet = `host.tap('afterRebuild', () => {});`;

// Plugins of this file run in this process, and it is how they are watched.
const world = globalThis as unknown as {
  gate: unknown;
  setups: string[];
  released?: boolean;
  leftBehind?: (work: () => void) => void;
};
const counted = (body: string) =>
  setupEntry(`globalThis.setups = [...(globalThis.setups ?? []), host.id]; ${body}`);

/** A version of one plugin that taps a hook. */
const version = async (
  t: ExecutionContext,
  folders: PluginFolders,
  [number, body]: readonly [version: string, body: string],
) => ({
  ...(await stored(t, folders, {
    'agnes.plugin.json': { ...hooksManifest('acme/hooked', ['afterRebuild']), version: number },
    'index.ts': counted(body),
  })),
  grants: ['process:host'],
});

test.serial(
  'a swap sets up what has changed and nothing else, and calls under way end on the old table',
  async (t) => {
    const folders = await pluginFolders(t);
    await writePlugin(folders.bundled, 'guard', {
      'agnes.plugin.json': hooksManifest('agnes/guard', ['afterRebuild']),
      'index.ts': counted(quiet),
    });
    const slow = `host.defer(() => { globalThis.released = true; }); host.tap('afterRebuild', () => globalThis.gate);`;
    const one = await version(t, folders, ['1.0.0', slow]);
    const two = await version(t, folders, ['2.0.0', quiet]);
    const gate = Promise.withResolvers<void>();
    world.gate = gate.promise;
    const { plugins } = await startPlugins(t, folders, generationOf(one));
    const told: (string | undefined)[] = [];
    plugins.onSwap(async () => void told.push(plugins.list()[1]?.version));
    const both = [{ plugin: 'agnes/guard' }, { plugin: 'acme/hooked' }];

    const underWay = plugins.hooks.afterRebuild(rebuilt);
    const staged = await plugins.stage(generationOf(two));
    t.is(plugins.list()[1]?.version, '1.0.0');
    const committed = staged.commit();

    t.deepEqual(await plugins.hooks.afterRebuild(rebuilt), both);
    t.is(world.released, undefined);
    gate.resolve();
    t.deepEqual(await underWay, both);
    await committed;
    t.true(world.released);
    t.deepEqual(told, ['2.0.0']);
    t.deepEqual(world.setups, ['agnes/guard', 'acme/hooked', 'acme/hooked']);
  },
);

test.serial('what is staged and does not start is discarded, and the old version goes on', async (t) => {
  const folders = await pluginFolders(t);
  const { plugins } = await startPlugins(
    t,
    folders,
    generationOf(await version(t, folders, ['2.0.0', quiet])),
  );
  const bad = await version(t, folders, ['3.0.0', `throw new Error('no');`]);

  const staged = await plugins.stage(generationOf(bad));
  likeWhole(t, staged.states, [{ version: '3.0.0', state: 'failed' }]);
  await staged.discard();

  likeWhole(t, plugins.list(), [{ version: '2.0.0', state: 'active' }]);
  t.deepEqual(await plugins.hooks.afterRebuild(rebuilt), [{ plugin: 'acme/hooked' }]);
});

test.serial(
  'what a plugin left behind and fails after it was replaced is no news of the one that runs now',
  async (t) => {
    const folders = await pluginFolders(t);
    const leaving = `const { AsyncLocalStorage } = await import('node:async_hooks');
host.tap('afterRebuild', () => { globalThis.leftBehind = AsyncLocalStorage.snapshot(); });`;
    const one = await version(t, folders, ['1.0.0', leaving]);
    const two = await version(t, folders, ['2.0.0', quiet]);
    const { plugins, conditions } = await startPlugins(t, folders, generationOf(one));
    await plugins.hooks.afterRebuild(rebuilt);
    const fail = (reason: string) =>
      world.leftBehind?.(() => attributionNow()?.blame?.(new RangeError(reason)));

    fail('while it runs');
    likeWhole(t, plugins.list(), [{ version: '1.0.0', lastError: { code: 'hook_failed' } }]);
    await (await plugins.stage(generationOf(two))).commit();
    for (const reason of ['one', 'two', 'three']) fail(reason);

    likeWhole(t, plugins.list(), [{ version: '2.0.0', state: 'active' }]);
    t.deepEqual([...conditions], []);
  },
);

test.serial('that a plugin is tripped stays a condition when others are replaced', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', {
    'agnes.plugin.json': hooksManifest('agnes/guard', ['afterRebuild']),
    'index.ts': setupEntry(`
      const { AsyncLocalStorage } = await import('node:async_hooks');
      host.tap('afterRebuild', () => { globalThis.leftBehind = AsyncLocalStorage.snapshot(); });`),
  });
  const two = await version(t, folders, ['2.0.0', quiet]);
  const { plugins, conditions } = await startPlugins(t, folders);
  await plugins.hooks.afterRebuild(rebuilt);
  for (let time = 0; time < 8; time += 1)
    world.leftBehind?.(() => attributionNow()?.blame?.(new RangeError('it fails')));
  likeWhole(t, plugins.list(), [{ state: 'tripped' }]);

  await (await plugins.stage(generationOf(two))).commit();

  t.is(plugins.list().length, 2);
  t.like(conditions.get('agnes/guard plugin_tripped'), { severity: 'error' });
});
