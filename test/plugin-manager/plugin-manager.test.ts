import { mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pointerName, readGeneration } from '../../host/kernel/read-generation.ts';
import { PluginManager } from '../../host/plugin-manager/plugin-manager.ts';
import { likeWhole } from '../support/like-whole.ts';
import { managing, network, signal } from '../support/managing-plugins.ts';
import { connectorManifest, hooksManifest, setupEntry, writePlugin } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Managed = Awaited<ReturnType<typeof managing>>;

const asked = { by: 'u1', note: async () => {} };

test('a plan changes nothing, says what is asked for, and is applied only when that was approved by name', async (t) => {
  const { plan, plans, package_, plugins, manager } = await managing(t);

  const made = await plan(await package_('1.0.0', { capabilities: { network } }));

  t.deepEqual(made.actions, [
    {
      id: 'acme/orders',
      from: null,
      to: '1.0.0',
      changelog: '',
      breaking: [],
      powers: {
        added: [{ name: 'network:api.example.com', why: 'to read orders' }],
        removed: [],
        reworded: [],
      },
      config: [],
      connectors: ['orders'],
      moves: [],
    },
  ]);
  t.deepEqual(plugins.list(), []);
  t.throws(() => plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' }), {
    code: 'plan_unresolved',
  });
  t.throws(() => plans.take(made.id, { hash: 'x', approve: [], by: 'u1' }), { code: 'plan_unresolved' });
  t.throws(() => plans.take('x', { hash: made.hash, approve: [], by: 'u1' }), { code: 'plan_expired' });
  const wanted = plans.take(made.id, { hash: made.hash, approve: ['network:api.example.com'], by: 'u1' });
  await manager.apply(wanted, signal);
  likeWhole(t, plugins.list(), [{ id: 'acme/orders', state: 'active' }]);
  await t.throwsAsync(manager.apply(wanted, signal), { code: 'generation_changed' });
});

test('an upgrade is a generation whose parent one goes back to, code and grants together', async (t) => {
  const { install, package_, plugins, manager, generations } = await managing(t);
  await install(await package_('1.0.0'));
  await install(await package_('1.1.0', { capabilities: { network } }), ['network:api.example.com']);
  t.is(plugins.connector('orders')?.version, '1.1.0');

  const back = await manager.rollback(undefined);

  t.is(back.generation, 2);
  t.is(plugins.connector('orders')?.version, '1.0.0');
  t.is(plugins.connector('orders')?.manifest.capabilities, undefined);
  t.like(await readGeneration(generations), { lock: { generation: 2 }, pointer: { generation: 2 } });
  await manager.rollback(undefined);
  t.deepEqual(plugins.list(), []);
  await t.throwsAsync(manager.rollback(9), { code: 'generation_not_found' });
});

/** A plan of a plugin that fails as soon as it is watched. */
const failingGuard = async (
  t: ExecutionContext,
  { world, plugins, plan, plans }: Pick<Managed, 'world' | 'plugins' | 'plan' | 'plans'>,
) => {
  const failing = await writePlugin(await tempFolder(t), 'guard', {
    'agnes.plugin.json': hooksManifest('acme/guard', ['afterRebuild']),
    'index.ts': setupEntry(`host.tap('afterRebuild', () => { throw new Error('broken'); });`),
  });
  world.soak = async () => {
    const told = { generation: 1, tables: [] } as unknown as Parameters<typeof plugins.hooks.afterRebuild>[0];
    for (let call = 0; call < 3; call += 1) await plugins.hooks.afterRebuild(told);
  };
  const { id, hash } = await plan(failing);
  return plans.take(id, { hash, approve: ['process:host'], by: 'u1' });
};

test('a version whose probe fails is never current, and one that fails while it is watched goes back by itself', async (t) => {
  const { install, package_, plugins, world, generations, folders, plan, plans, manager } = await managing(t);
  await install(await package_('1.0.0'));
  world.probe = () => Promise.reject(new RangeError('the source says no'));
  await t.throwsAsync(install(await package_('1.1.0')), { message: 'the source says no' });
  t.is(plugins.connector('orders')?.version, '1.0.0');
  t.like(await readGeneration(generations), { lock: { generation: 2 } });
  world.probe = async () => {};

  const wanted = await failingGuard(t, { world, plugins, plan, plans });
  await t.throwsAsync(manager.apply(wanted, signal), {
    code: 'plugin_apply_failed',
    message: /failed too often/,
  });

  t.like(plugins.list(), { 0: { id: 'acme/orders', state: 'active' }, length: 1 });
  t.like(await readGeneration(generations), { pointer: { generation: 2 } });
  t.is((await readdir(folders.store)).length, 3);
  likeWhole(t, await manager.records(), [
    { lock: { generation: 4 }, status: 'rolled_back' },
    { lock: { generation: 3 }, status: 'failed', reason: 'the source says no' },
    { lock: { generation: 2 }, status: 'active', reason: undefined },
    { lock: { generation: 1 }, status: 'superseded' },
  ]);
  t.regex((await manager.records())[0]?.reason ?? '', /failed too often/);
});

test('where the old version cannot be put back it is said why the new one failed, and how to go back by hand', async (t) => {
  const managed = await managing(t);
  const { install, package_, plugins, world, generations, manager } = managed;
  await install(await package_('1.0.0'));
  const wanted = await failingGuard(t, managed);
  const fail = world.soak;
  const pointer = join(generations, pointerName);
  const kept = `${pointer}.kept`;
  world.soak = async () => {
    await fail();
    // Nothing can be put in the place of a folder.
    await rename(pointer, kept);
    await mkdir(pointer);
  };

  await t.throwsAsync(manager.apply(wanted, signal), {
    code: 'plugin_not_taken_back',
    message: /^Generation 2 could not be put back although the new one fails: .*failed too often/,
  });

  likeWhole(t, plugins.list(), [{ id: 'acme/orders' }, { id: 'acme/guard', state: 'degraded' }]);
  await rmdir(pointer);
  await rename(kept, pointer);
  t.is((await manager.rollback(2)).generation, 2);
  t.is(plugins.list().length, 1);
});

test('problems name the folder that is none, another plugin, and a version that was used for other files', async (t) => {
  const { install, package_, plans } = await managing(t);
  await install(await package_('1.0.0'));
  const other = await package_('1.0.0', { description: 'Other bytes.' });

  const source = { type: 'folder', path: other } as const;
  const { problems, id, hash } = await plans.make(
    {
      install: [
        { source: { type: 'folder', path: '/nowhere' } },
        { source },
        { id: 'acme/x', source },
        { id: 'acme/orders', version: '^2.0.0' },
        { id: 'acme/unknown' },
      ],
      remove: ['acme/none'],
      grants: {},
      pinSources: {},
    },
    signal,
  );

  t.deepEqual(
    problems.map(({ code }) => code),
    ['not_installed', 'package_source_invalid', 'version_reused', 'other_plugin', 'range', 'unknown'],
  );
  t.throws(() => plans.take(id, { hash, approve: [], by: 'u1' }), { code: 'plan_unresolved' });
});

test('a plugin that is switched off is one generation, and on again the next; bundled ones as well', async (t) => {
  const { manager, install, package_, plugins, folders } = await managing(t);
  await install(await package_('1.0.0'));

  t.like(await manager.setEnabled('acme/orders', false, asked), {
    generation: 3,
    state: 'disabled',
  });
  t.is(plugins.connector('orders'), undefined);
  t.like(await manager.setEnabled('acme/orders', true, asked), { generation: 4, state: 'active' });
  await writePlugin(folders.bundled, 'files', {
    'agnes.plugin.json': connectorManifest('agnes/files', 'files'),
    'connector.ts': '',
  });
  await manager.setEnabled('acme/orders', true, asked);
  t.like(await manager.setEnabled('agnes/files', false, asked), { state: 'disabled' });
  await t.throwsAsync(manager.setEnabled('acme/none', true, asked), { code: 'plugin_not_found' });
});

test('in safe mode a plugin that was installed can be switched off, although nothing of it is loaded', async (t) => {
  const { install, package_, folders, beside, parts } = await managing(t);
  const lock = await install(await package_('1.0.0'));
  const generation = { number: lock.generation, plugins: lock.plugins, local: {} };
  const { plugins } = await startPlugins(t, folders, { isSafe: true, generation });
  const { files, log } = parts;
  const world = { hostVersion: '0.1.0', now: () => 0, soak: async () => {}, probe: async () => {} };
  const manager = new PluginManager({ plugins, files, log, companions: beside.companions, ...world });

  const off = await manager.setEnabled('acme/orders', false, asked);

  t.deepEqual(off, { state: 'disabled', generation: lock.generation + 1 });
  likeWhole(t, (await manager.current()).plugins, [{ id: 'acme/orders', enabled: false }]);
  await t.throwsAsync(manager.setEnabled('acme/none', false, asked), { code: 'plugin_not_found' });
});
