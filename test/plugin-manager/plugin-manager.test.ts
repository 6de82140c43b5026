import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import { readGeneration } from '../../host/kernel/read-generation.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { Packages } from '../../host/plugin-manager/packages.ts';
import { Plans } from '../../host/plugin-manager/plans.ts';
import { PluginManager } from '../../host/plugin-manager/plugin-manager.ts';
import {
  connectorManifest,
  hooksManifest,
  pluginFolders,
  setupEntry,
  writePlugin,
} from '../support/plugin-folders.ts';
import { servedRepository, testReach } from '../support/served-repository.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

const signal = new AbortController().signal;
const asked = { by: 'u1', note: async () => {} };
const network = [{ host: 'api.example.com', why: 'to read orders' }];

/** A manager over an empty host; `soak` and `probe` are what a test makes of them. */
const managing = async (t: ExecutionContext) => {
  const folders = await pluginFolders(t);
  const { plugins } = await startPlugins(t, folders);
  const generations = join(dirname(folders.local), 'generations');
  const world = { soak: async () => {}, probe: async () => {}, settings: {} };
  const manager = new PluginManager({
    plugins,
    files: new GenerationFiles(generations),
    hostVersion: '0.1.0',
    now: () => 0,
    soak: () => world.soak(),
    probe: () => world.probe(),
  });
  const packages = new Packages({
    folder: join(dirname(folders.local), 'fetching'),
    store: async () => folders.store,
    reach: testReach,
    secret: () => undefined,
  });
  const settingsOf = () => world.settings;
  const plans = new Plans({ manager, packages, settingsOf, hostVersion: '0.1.0', now: () => 0 });
  const package_ = async (version: string, manifest: object = {}) =>
    writePlugin(await tempFolder(t), 'orders', {
      'agnes.plugin.json': { ...connectorManifest('acme/orders', 'orders'), version, ...manifest },
      'connector.ts': `// ${version}`,
    });
  const plan = async (path: string, grants = {}) =>
    plans.make({ install: [{ source: { type: 'folder', path } }], remove: [], grants }, signal);
  const install = async (path: string, approve: readonly string[] = []): Promise<GenerationLock> => {
    const { id, hash } = await plan(path);
    return manager.apply(plans.take(id, { hash, approve, by: 'u1' }), signal);
  };
  return { folders, plugins, generations, world, manager, plans, package_, plan, install };
};

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
  t.like(plugins.list(), [{ id: 'acme/orders', state: 'active' }]);
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

test('a version whose probe fails is never current, and one that fails while it is watched goes back by itself', async (t) => {
  const { install, package_, plugins, world, generations, folders, plan, plans, manager } = await managing(t);
  await install(await package_('1.0.0'));
  world.probe = () => Promise.reject(new RangeError('the source says no'));
  await t.throwsAsync(install(await package_('1.1.0')), { message: 'the source says no' });
  t.is(plugins.connector('orders')?.version, '1.0.0');
  t.like(await readGeneration(generations), { lock: { generation: 2 } });
  world.probe = async () => {};

  const failing = await writePlugin(await tempFolder(t), 'guard', {
    'agnes.plugin.json': hooksManifest('acme/guard', ['afterRebuild']),
    'index.ts': setupEntry(`host.tap('afterRebuild', () => { throw new Error('broken'); });`),
  });
  world.soak = async () => {
    const told = { generation: 1, tables: [] } as unknown as Parameters<typeof plugins.hooks.afterRebuild>[0];
    for (let call = 0; call < 3; call += 1) await plugins.hooks.afterRebuild(told);
  };
  const { id, hash } = await plan(failing);
  const wanted = plans.take(id, { hash, approve: ['process:host'], by: 'u1' });
  await t.throwsAsync(manager.apply(wanted, signal), {
    code: 'plugin_apply_failed',
    message: /failed too often/,
  });

  t.like(plugins.list(), [{ id: 'acme/orders', state: 'active' }]);
  t.like(await readGeneration(generations), { pointer: { generation: 2 } });
  t.is((await readdir(folders.store)).length, 3);
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
    state: { state: 'disabled' },
  });
  t.is(plugins.connector('orders'), undefined);
  t.like(await manager.setEnabled('acme/orders', true, asked), { generation: 4, state: { state: 'active' } });
  await writePlugin(folders.bundled, 'files', {
    'agnes.plugin.json': connectorManifest('agnes/files', 'files'),
    'connector.ts': '',
  });
  await manager.setEnabled('acme/orders', true, asked);
  t.like(await manager.setEnabled('agnes/files', false, asked), { state: { state: 'disabled' } });
  await t.throwsAsync(manager.setEnabled('acme/none', true, asked), { code: 'plugin_not_found' });
});

test('a plan for an upgrade tells what the author says, which powers and settings change, and pins a way back', async (t) => {
  const { install, plans, manager, package_, world } = await managing(t);
  const { repository, url } = await servedRepository(t);
  const schema = (days: number) => ({
    type: 'object',
    properties: { days: { type: 'integer', default: days }, api_token: { type: 'string' } },
    additionalProperties: false,
  });
  const config = (days: number) => ({ version: 1, schema: schema(days) });
  world.settings = { api_token: 'ORDERS_TOKEN' };
  await install(await package_('1.0.0', { config: config(7), capabilities: { network } }), [
    'network:api.example.com',
  ]);
  const manifest = {
    ...connectorManifest('acme/orders', 'orders'),
    version: '1.1.0',
    config: config(30),
    capabilities: {
      network: [{ ...network[0], why: 'to read and count orders' }],
      secrets: [secretOf('api_token')],
    },
    breaking: [
      { version: '1.0.0', message: 'is over' },
      { version: '1.1.0', message: 'reads 30 days', guide: 'Set days to 7.' },
    ],
  };
  const commit = await repository.commit([
    { path: 'plugins/orders/agnes.plugin.json', content: JSON.stringify(manifest) },
    { path: 'plugins/orders/connector.ts', content: '' },
    { path: 'plugins/orders/CHANGELOG.md', content: '# Log\n\n## 1.1.0\n- more days\n\n## 1.0.0\n- first\n' },
  ]);

  const source = { type: 'git', url, ref: 'main', path: 'plugins/orders' } as const;
  const made = await plans.make({ install: [{ source, version: '^1.0.0' }], remove: [], grants: {} }, signal);

  t.deepEqual(made.problems, []);
  t.deepEqual(made.actions, [
    {
      id: 'acme/orders',
      from: '1.0.0',
      to: '1.1.0',
      changelog: '## 1.1.0\n- more days',
      breaking: [{ version: '1.1.0', message: 'reads 30 days', guide: 'Set days to 7.' }],
      powers: {
        added: [{ name: 'secrets:api_token', why: 'to sign in' }],
        removed: [],
        reworded: [
          { name: 'network:api.example.com', was: 'to read orders', why: 'to read and count orders' },
        ],
      },
      config: [{ pointer: '/days', from: 7, to: 30, isMasked: false }],
      connectors: ['orders'],
    },
  ]);
  t.like(made.plugins, [
    {
      requested: '^1.0.0',
      source: { type: 'git', url, commit, path: 'plugins/orders' },
      config: { version: 1, secretRefs: ['ORDERS_TOKEN'] },
    },
  ]);
  await manager.apply(
    plans.take(made.id, { hash: made.hash, approve: ['secrets:api_token'], by: 'u1' }),
    signal,
  );
  const back = await plans.make(
    { install: [{ id: 'acme/orders', version: '1.0.0' }], remove: [], grants: {} },
    signal,
  );
  t.like(back, { problems: [], actions: [{ from: '1.1.0', to: '1.0.0' }], plugins: [{ pinned: true }] });
  await manager.apply(plans.take(back.id, { hash: back.hash, approve: [], by: 'u1' }), signal);
  const again = await plans.make({ install: [{ source }], remove: [], grants: {} }, signal);
  t.like(again.problems, [{ id: 'acme/orders', code: 'pin' }]);
  world.settings = { days: 'many' } as object;
  const refused = await plans.make({ install: [{ source, pin: false }], remove: [], grants: {} }, signal);
  t.like(refused.problems, [{ id: 'acme/orders', code: 'plugin_settings_invalid' }]);
});

const secretOf = (config: string) => ({ config, why: 'to sign in' });
