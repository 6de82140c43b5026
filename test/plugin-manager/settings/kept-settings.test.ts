import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { outsideEntry } from '../../../host/plugin-manager/lock-entries.ts';
import { managing, signal } from '../../support/managing-plugins.ts';
import { connectorManifest, writePlugin } from '../../support/plugin-folders.ts';

const config = (version: number, section: string) => ({
  version,
  section,
  schema: { type: 'object', properties: { days: { type: 'integer' } }, additionalProperties: false },
});

test('the settings of a plugin are kept once, whatever versions of it are for some sources alone', async (t) => {
  const { install, plans, manager, package_, store, world } = await managing(t);
  world.sources = ['shop', 'web'].map((slug) => ({ slug, type: 'orders' }));
  await install(await package_('1.0.0'));
  const source = { type: 'folder', path: await package_('1.1.0') } as const;
  const pinSources = { 'acme/orders': { shop: '1.0.0' } };
  const made = await plans.make({ install: [{ source }], remove: [], grants: {}, pinSources }, signal);

  const { generation, plugins } = await manager.apply(
    plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' }),
    signal,
  );

  t.is(plugins.length, 2);
  const kept = store.read.selectFrom('plugin_config').select('plugin_id');
  t.deepEqual(await kept.where('generation', '=', generation).execute(), [{ plugin_id: 'acme/orders' }]);
});

test('a host with another version of what ships with it has no other settings', async (t) => {
  const { manager, folders, beside } = await managing(t);
  await writePlugin(folders.bundled, 'extra', {
    'agnes.plugin.json': { ...connectorManifest('agnes/extra', 'extra'), config: config(1, 'extra') },
    'connector.ts': '',
  });
  await manager.refresh();
  await writeFile(beside.overlay, 'extra:\n  days: 3\n');
  const lockOf = (version: string) => ({
    generation: 5,
    plugins: [outsideEntry({ id: 'agnes/extra', version }, true)],
  });

  await beside.companions.note(lockOf('1.2.3'));

  t.deepEqual(await beside.companions.moved(lockOf('1.2.2')), []);
  await writeFile(beside.overlay, 'extra:\n  days: 4\n');
  t.deepEqual(await beside.companions.moved(lockOf('1.2.2')), ['agnes/extra']);
});
