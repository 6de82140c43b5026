import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { priceText } from '../../../host/plugin-manager/state/price.ts';
import { rollbackPrices } from '../../../host/plugin-manager/state/rollback-prices.ts';
import { planOnWire } from '../../../host/plugin-manager/wire.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { managing, signal } from '../../support/managing-plugins.ts';
import { cursorOf, goOn, rememberedSource } from './support/remembered-source.ts';

const nobody = async () => ({ tables: [], users: 0 });

/** A host with version 1.0.0, whose source remembers two tables and keeps a file. */
const remembering = async (t: ExecutionContext) => {
  const lab = await managing(t);
  const { store, folders, install, package_, manager, beside } = lab;
  await install(await package_('1.0.0'));
  await rememberedSource(store, 'a', ['orders', 'lines']);
  const kept = join(dirname(folders.local), 'state', 'acme__orders', 'shop', 'seen');
  await mkdir(dirname(kept), { recursive: true });
  await writeFile(kept, 'a');
  const price = async (generation: number) =>
    rollbackPrices(generation, { pluginManager: manager, pluginState: beside.state });
  return { ...lab, kept, price };
};

test('what sources remember is kept with the version, else put back, and the price says what that loses', async (t) => {
  const { install, plan, package_, manager, store, kept, price } = await remembering(t);
  const same = await install(await package_('1.1.0'));
  await goOn(store, 'b');
  t.deepEqual(await price(same.generation - 1), []);

  const next = await plan(await package_('2.0.0', { state: { version: 2 } }));
  const [told] = (await planOnWire(next, nobody)).actions;
  const lock = await install(await package_('2.0.1', { state: { version: 2 } }));
  t.is(await cursorOf(store), '{"cursor":"b"},{"cursor":"b"}');
  await goOn(store, 'c');
  await writeFile(kept, 'c');
  const loses = await price(same.generation);

  t.regex(told?.rollback ?? '', /put back as it is now, 2 sync checkpoints/);
  t.is(lock.plugins[0]?.state.version, 2);
  t.deepEqual(loses, [{ plugin: 'acme/orders', checkpoints: 2, rows: 0 }]);
  t.regex(priceText(loses), /acme\/orders loses 2 sync checkpoints/);

  await manager.rollback(undefined);
  t.is(await cursorOf(store), '{"cursor":"b"},{"cursor":"b"}');
  t.is(await readFile(kept, 'utf8'), 'a');
  await manager.rollback(same.generation - 1);
  t.is(await cursorOf(store), '{"cursor":"b"},{"cursor":"b"}');
});

test('a version that has a way back brings along what was remembered since, and loses nothing', async (t) => {
  const { install, plan, package_, manager, store, kept, price } = await remembering(t);
  const migrations = [{ from: 1, to: 2, file: 'state/1-2.json' }];
  const state = { version: 2, reversible: true, migrations };
  const file = { up: [{ move: '/cursor', to: '/at/place' }], down: [{ move: '/at/place', to: '/cursor' }] };
  const missing = await plan(await package_('2.0.0', { state }));
  const newer = await package_('2.0.1', { state }, { 'state/1-2.json': file });
  const [told] = (await planOnWire(await plan(newer), nobody)).actions;

  const { generation } = await install(newer);

  likeWhole(t, missing.problems, [{ id: 'acme/orders', code: 'plugin_migration_invalid' }]);
  t.regex(told?.rollback ?? '', /without loss/);
  t.is(await cursorOf(store), '{"at":{"place":"a"}},{"at":{"place":"a"}}');
  await store.keep(async (tx) => {
    await tx.updateTable('source_state').set({ state: '{"at":{"place":"d"}}' }).execute();
  });
  await writeFile(kept, 'd');
  t.deepEqual(await price(generation - 1), []);

  await manager.rollback(undefined);
  t.is(await cursorOf(store), '{"cursor":"d"},{"cursor":"d"}');
  t.is(await readFile(kept, 'utf8'), 'd');
});

test('one source does not stay at a version that remembers otherwise than the one for all', async (t) => {
  const { install, plans, manager, package_, world } = await remembering(t);
  world.sources = ['shop', 'web'].map((slug) => ({ slug, type: 'orders' }));
  const nothing = { install: [], remove: [], grants: {} };
  const from = (path: string) => ({ source: { type: 'folder', path } as const });
  const newer = from(await package_('2.0.0', { state: { version: 2 } }));
  const [stay, free] = [{ shop: '1.0.0' }, { shop: null }].map((one) => ({ 'acme/orders': one }));
  const ask = (install: readonly object[], pinSources = {}) =>
    plans.make({ ...nothing, install, pinSources }, signal);

  const staying = await ask([newer], stay);
  const trying = await ask([{ ...newer, sources: ['shop'] }]);
  await install(await package_('1.1.0'));
  const alike = await ask([], stay);
  await manager.apply(plans.take(alike.id, { hash: alike.hash, approve: [], by: 'u1' }), signal);
  const later = await ask([newer]);
  const freed = await ask([newer], free);

  for (const { problems } of [staying, trying, later])
    likeWhole(t, problems, [{ id: 'acme/orders', code: 'state_versions_differ' }]);
  t.is(
    later.problems[0]?.message,
    'What sources remember is of version 2 with "acme/orders" 2.0.0 and of version 1 with 1.0.0 for "shop"; it is kept in one version for all sources of a plugin. Choose versions that remember alike, or read these sources with the version for all: "pin_sources": {"acme/orders":{"shop":null}}.',
  );
  t.deepEqual([alike.problems, freed.problems], [[], []]);
});

test('what a version left that was removed counts for whichever comes after it', async (t) => {
  const { install, plans, manager, package_, store, price } = await remembering(t);
  const first = (await manager.current()).generation;
  const state = { version: 2, migrations: [{ from: 1, to: 2, file: 'state/1-2.json' }] };
  const files = { 'state/1-2.json': { up: [{ move: '/cursor', to: '/place' }] } };
  const remove = async () => {
    const nothing = { install: [], grants: {}, pinSources: {} };
    const { id, hash } = await plans.make({ ...nothing, remove: ['acme/orders'] }, signal);
    await manager.apply(plans.take(id, { hash, approve: [], by: 'u1' }), signal);
  };
  await install(await package_('2.0.0', { state }, files));
  t.is(await cursorOf(store), '{"place":"a"},{"place":"a"}');
  await remove();

  t.deepEqual(await price(first), [{ plugin: 'acme/orders', checkpoints: 2, rows: 0 }]);
  await manager.rollback(first);
  t.is(await cursorOf(store), '{"cursor":"a"},{"cursor":"a"}');

  await remove();
  await install(await package_('2.0.1', { state }, files));
  t.is(await cursorOf(store), '{"place":"a"},{"place":"a"}');
});
