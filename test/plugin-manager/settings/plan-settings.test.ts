import { readFile } from 'node:fs/promises';
import test from 'ava';
import { readGeneration } from '../../../host/kernel/read-generation.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { managing, signal } from '../../support/managing-plugins.ts';

const config = (version: number, properties: object, more: object = {}) => ({
  version,
  schema: { type: 'object', properties, additionalProperties: false },
  ...more,
});

const first = {
  days: { type: 'integer', default: 7 },
  mode: { type: 'string', default: 'fast' },
  api_token: { type: 'string' },
};
const second = {
  period: {
    type: 'object',
    properties: { days: { type: 'integer' } },
    additionalProperties: false,
  },
  mode: { type: 'string', enum: ['quick', 'slow'] },
  region: { type: 'string' },
  api_token: { type: 'string' },
};
const secrets = { secrets: [{ config: 'api_token', why: 'to sign in' }] };
const oneToTwo = {
  up: [
    { move: '/days', to: '/period/days' },
    { map: '/mode', values: { fast: 'quick', full: 'slow' } },
    { default: '/region', value: 'eu' },
  ],
};
const id = 'acme/orders';
const nothing = { install: [], remove: [], grants: {}, pinSources: {} };

test('a plan with settings alone is a change that is applied whole, masked, and gone back from', async (t) => {
  const { install, plans, manager, package_, plugins, beside, generations, store } = await managing(t);
  await install(await package_('1.0.0', { config: config(1, first), capabilities: secrets }), [
    'secrets:api_token',
  ]);
  const told = () => plugins.settingsOf(plugins.manifests()[0] ?? t.fail());
  const before = (await readGeneration(generations)).lock;

  const asked = { days: 30, api_token: 'typed-4711' };
  const made = await plans.make({ ...nothing, config: { [id]: asked } }, signal);

  likeWhole(t, made.actions, [{ id, from: '1.0.0', to: '1.0.0', powers: { added: [] } }]);
  t.deepEqual(made.actions[0]?.config, [
    { pointer: '/api_token', isMasked: true },
    { pointer: '/days', isMasked: false, from: 7, to: 30 },
  ]);
  t.deepEqual(
    plans.secretsOf(made.id).map(({ name, value }) => [name, value]),
    [['PLUGINS_ACME_ORDERS_SETTINGS_API_TOKEN', 'typed-4711']],
  );
  const kept = await store.read.selectFrom('plugin_plans').selectAll().execute();
  t.false(JSON.stringify([made, kept]).includes('4711'));
  t.is(told(), undefined);

  const lock = await manager.apply(plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' }), signal);

  const names = { api_token: 'PLUGINS_ACME_ORDERS_SETTINGS_API_TOKEN' };
  t.deepEqual(told(), { days: 30, ...names });
  likeWhole(t, lock, {
    reason: `settings of ${id}`,
    plugins: [{ config: { secretRefs: [names.api_token] } }],
  });
  t.not(lock.plugins[0]?.config.hash, before?.plugins[0]?.config.hash);
  t.regex(await readFile(beside.overlay, 'utf8'), /days: 30/);

  await manager.rollback(undefined);

  t.deepEqual(told(), {});
  t.false((await readFile(beside.overlay, 'utf8')).includes('days'));
  await manager.rollback(lock.generation);
  t.deepEqual(told(), { days: 30, ...names });
});

test('settings that do not fit, of nobody or as they are change nothing', async (t) => {
  const { install, plans, package_ } = await managing(t);
  await install(await package_('1.0.0', { config: config(1, first) }));

  const wrong = await plans.make({ ...nothing, config: { [id]: { days: 'many', extra: 1 } } }, signal);

  likeWhole(t, wrong, { problems: [{ id, code: 'plugin_settings_invalid' }], overlay: [] });
  likeWhole(t, await plans.make({ ...nothing, config: { 'acme/none': {} } }, signal), {
    problems: [{ id: 'acme/none', code: 'plugin_settings_of_nobody' }],
  });
  likeWhole(t, await plans.make({ ...nothing, config: { [id]: { days: 7 } } }, signal), {
    actions: [],
    problems: [],
  });
});

test('a version with other settings is told what its migrations make of them, on a copy, and going back brings the old ones', async (t) => {
  const { install, plan, plans, manager, package_, plugins, world } = await managing(t);
  const old = await package_('1.0.0', { config: config(1, first) });
  await install(old);
  const set = await plans.make({ ...nothing, config: { [id]: { days: 30, mode: 'full' } } }, signal);
  await manager.apply(plans.take(set.id, { hash: set.hash, approve: [], by: 'u1' }), signal);
  const told = () => plugins.settingsOf(plugins.manifests()[0] ?? t.fail());
  const upgrade = { config: config(2, second) };
  const files = { 'config/migrations/1-2.json': oneToTwo };

  const gap = await plan(await package_('1.1.0', { config: config(3, second) }, files));
  const broken = await plan(
    await package_('1.2.0', upgrade, { 'config/migrations/1-2.json': { up: [{ run: 'rm' }] } }),
  );
  const newer = await package_('2.0.0', upgrade, files);
  const made = await plan(newer);

  likeWhole(t, gap.problems, [{ id, code: 'plugin_migration_invalid' }]);
  likeWhole(t, broken.problems, [{ id, code: 'plugin_migration_invalid' }]);
  t.deepEqual(made.problems, []);
  t.deepEqual(made.actions[0]?.config, [
    { pointer: '/days', isMasked: false, from: 30, to: undefined },
    { pointer: '/mode', isMasked: false, from: 'full', to: 'slow' },
    { pointer: '/period/days', isMasked: false, from: undefined, to: 30 },
    { pointer: '/region', isMasked: false, from: undefined, to: 'eu' },
  ]);
  t.deepEqual(told(), { days: 30, mode: 'full' });

  const lock = await manager.apply(plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' }), signal);
  t.deepEqual(told(), { mode: 'slow', region: 'eu', period: { days: 30 } });
  t.is(lock.plugins[0]?.config.version, 2);
  const down = await plans.make({ ...nothing, install: [{ id, version: '1.0.0' }] }, signal);
  await manager.apply(plans.take(down.id, { hash: down.hash, approve: [], by: 'u1' }), signal);
  t.deepEqual(told(), { days: 30, mode: 'full' });
  await manager.rollback(lock.generation);
  likeWhole(t, plugins.list(), [{ version: '2.0.0', state: 'active' }]);
  t.deepEqual(told(), { mode: 'slow', region: 'eu', period: { days: 30 } });
  await manager.rollback(3);
  t.deepEqual(told(), { days: 30, mode: 'full' });

  world.settings = { days: 1 };
  likeWhole(t, (await plan(newer)).problems, [{ id, code: 'plugin_settings_in_file' }]);
});

test('settings that a version for some sources alone would refuse are not planned', async (t) => {
  const { plans, install, manager, package_, world } = await managing(t);
  world.sources = ['shop', 'web'].map((slug) => ({ slug, type: 'orders' }));
  await install(await package_('1.0.0', { config: config(1, { days: { type: 'integer', maximum: 10 } }) }));
  const source = {
    type: 'folder',
    path: await package_('1.1.0', { config: config(1, { days: { type: 'integer' } }) }),
  } as const;
  const beside = { ...nothing, install: [{ source }], pinSources: { [id]: { shop: '1.0.0' } } };

  const at = await plans.make({ ...beside, config: { [id]: { days: 30 } } }, signal);
  const made = await plans.make(beside, signal);
  await manager.apply(plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' }), signal);
  const later = await plans.make({ ...nothing, config: { [id]: { days: 30 } } }, signal);
  const small = await plans.make({ ...nothing, config: { [id]: { days: 9 } } }, signal);

  for (const { problems } of [at, later]) {
    likeWhole(t, problems, [{ id, code: 'plugin_settings_invalid' }]);
    t.regex(problems[0]?.message ?? '', /^For "shop" it stays at 1\.0\.0: .*\/days/);
  }
  t.deepEqual(small.problems, []);
});
