import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { originFacts } from '../../host/plugin-manager/diagnosis/origin-facts.ts';
import { managing } from '../support/managing-plugins.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { cursorOf, goOn, rememberedSource } from './settings/support/remembered-source.ts';

const id = 'acme/desk';
const asAdmin = { by: 'u1', note: async () => {} };

test('a plugin in plugins/local is switched off by a generation and gone back to, and its folder says what its code is', async (t) => {
  const { manager, plugins, folders, install, package_ } = await managing(t);
  const manifest = connectorManifest(id, 'desk');
  const files = { 'agnes.plugin.json': manifest, 'connector.ts': '' };
  const folder = await writePlugin(folders.local, 'desk', files);
  await manager.refresh();
  await install(await package_('1.0.0'));
  const state = () => plugins.list().find((one) => one.id === id);
  const runs = { state: 'active', origin: 'local', path: 'plugins/local/desk' };
  t.like(state(), runs);
  const facts = async () => {
    const { plugins: entries } = await manager.current();
    const line = (await manager.records()).map(({ lock }) => lock);
    const entry = entries.find((one) => one.id === id);
    const told = { id, state: state(), entry, line, hostVersion: '0.1.0', nameOf: async () => 'Ada' };
    return (await originFacts(told)).map(({ fact }) => fact);
  };
  t.deepEqual(await facts(), ['It lies in plugins/local/desk; no generation names it.']);

  t.like(await manager.setEnabled(id, false, asAdmin), { state: 'disabled' });
  await manager.refresh();

  t.like(state(), { ...runs, state: 'disabled' });
  t.is(plugins.connector('desk'), undefined);
  t.is(plugins.connector('orders')?.version, '1.0.0');
  t.like((await manager.current()).plugins.at(-1), { id, enabled: false, trust: 'unverified' });
  const told = await facts();
  t.is(told[0], 'It lies in plugins/local/desk; generations say whether it is on, and nothing of its code.');
  t.regex(told[1] ?? '', /^It is switched off since generation 3, made by Ada/);

  await manager.rollback(undefined);
  t.like(state(), runs);
  await writeFile(join(folder, 'agnes.plugin.json'), JSON.stringify({ ...manifest, version: '2.0.0' }));
  await manager.setEnabled(id, false, asAdmin);
  t.like(await manager.setEnabled(id, true, asAdmin), { state: 'active' });
  t.is(plugins.connector('desk')?.version, '2.0.0');
});

test('what sources of a folder remember, and its settings, are left alone when it is installed, and when one goes back to the folder', async (t) => {
  const { manager, folders, install, plan, package_, store, beside } = await managing(t);
  const state = { version: 2 };
  const schema = { type: 'object', properties: { region: { type: 'string' } } };
  const config = { version: 2, schema };
  const manifest = { ...connectorManifest('acme/orders', 'orders'), state, config };
  await writePlugin(folders.local, 'orders', { 'agnes.plugin.json': manifest, 'connector.ts': '' });
  await manager.refresh();
  await manager.setEnabled('acme/orders', false, asAdmin);
  const { generation } = await manager.setEnabled('acme/orders', true, asAdmin);
  await rememberedSource(store, 'a', ['orders']);
  await store.keep((tx) => tx.updateTable('source_state').set({ state_version: 2 }).execute());

  // Its settings are of version 2 already: nobody brings them there, and there need be no migration.
  const newer = await package_('1.0.0', { state, config });
  t.like(await plan(newer), { problems: [], prices: {} });
  await install(newer);
  await goOn(store, 'b');
  t.deepEqual(await beside.snapshots.of('acme/orders'), []);
  await manager.rollback(generation);

  t.is(await cursorOf(store), '{"cursor":"b"}');
});
