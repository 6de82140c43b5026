import test from 'ava';
import { managing, signal } from '../support/managing-plugins.ts';
import { connectorManifest } from '../support/plugin-folders.ts';

const id = 'acme/orders';
const integer = { type: 'integer' };

/** What its connector asks of every source. */
const asking = (properties: object) => {
  const [connector] = connectorManifest(id, 'orders').contributes.connectors;
  const schema = { type: 'object', properties, additionalProperties: false };
  return { contributes: { connectors: [{ ...connector, config: { version: 1, schema } }] } };
};

test('a version that refuses the settings of a source is not planned, unless the source is off, stays or did not fit before', async (t) => {
  const { install, plans, plan, package_, world } = await managing(t);
  const source = (slug: string, config: Readonly<Record<string, unknown>>, enabled = true) => ({
    slug,
    type: 'orders',
    config,
    enabled,
  });
  await install(await package_('1.0.0', asking({ days: integer })));
  world.sources = [
    source('shop', { days: 3 }),
    source('off', { days: 3 }, false),
    source('never_fitted', { colour: 'red' }),
    source('plain', {}),
  ];
  const newer = await package_('2.0.0', asking({ period: integer }));

  const made = await plan(newer);

  t.is(made.problems.length, 1);
  const [problem = t.fail()] = made.problems;
  t.like(problem, { id, code: 'source_settings_refused' });
  t.regex(problem.message, /source "shop" has settings that "acme\/orders" 2\.0\.0 does not take: \/config/);
  t.true(problem.message.includes('"pin_sources": {"acme/orders":{"shop":"1.0.0"}}'));
  const pinSources = { [id]: { shop: '1.0.0' } };
  const one = [{ source: { type: 'folder', path: newer } as const }];
  const stays = await plans.make({ install: one, remove: [], grants: {}, pinSources }, signal);
  t.deepEqual(stays.problems, []);
  world.sources = [source('shop', { period: 3 })];
  t.deepEqual((await plan(newer)).problems, []);
});

test('a version that some sources stay at has to go on with the settings that its plugin gets', async (t) => {
  const { install, plans, manager, package_, world, plugins } = await managing(t);
  const config = (properties: object) => ({
    version: 1,
    schema: { type: 'object', properties, additionalProperties: false },
  });
  world.sources = [{ slug: 'shop', type: 'orders' }];
  await install(await package_('1.0.0', { config: config({}) }));
  const path = await package_('1.1.0', { config: config({ days: integer }) });
  const both = await plans.make(
    {
      install: [{ source: { type: 'folder', path } }],
      remove: [],
      grants: {},
      pinSources: { [id]: { shop: '1.0.0' } },
    },
    signal,
  );
  const asked: string[][] = [];
  world.probe = async (entries) => void asked.push(entries.map(({ version }) => version));
  const lock = await manager.apply(plans.take(both.id, { hash: both.hash, approve: [], by: 'u1' }), signal);
  const overlay = [{ path: ['plugins', id, 'settings'], value: { days: 3 } }];
  const [main = t.fail(), own = t.fail()] = lock.plugins;
  const changed = { ...main, config: { ...main.config, hash: own.treeHash ?? '' } };
  const wanted = { base: lock.generation, plugins: [changed, own], reason: 'days', by: 'u1', overlay };

  const refused = await t.throwsAsync(manager.apply(wanted, signal), { code: 'plugin_apply_failed' });

  t.regex(refused?.message ?? '', /days/);
  t.is((await manager.current()).generation, lock.generation);
  t.is(plugins.connector('orders', 'shop')?.version, '1.0.0');
  await manager.apply({ ...wanted, overlay: [] }, signal);
  t.deepEqual(asked.at(-1), ['1.1.0', '1.0.0']);
});
