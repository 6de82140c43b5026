import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { deleteGrants, grantsOfType } from '../../host/access/grants/repository.ts';
import { intentOf } from '../access/support/started-access.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { catalogOf } from './support/catalog.ts';
import { syncing } from './support/syncing.ts';

const everyone = '00000000-0000-7000-8000-000000000002';
const systemOrder = { actor: { kind: 'system' }, signal: new AbortController().signal } as const;

test('what is granted of them at the first start and taken away later stays away', async (t) => {
  const { sync, store, access } = await syncing(t);
  await store.keep((tx) => access.seedGroups(tx));
  await sync.runBuiltIn(systemOrder);
  const [seeded, ...others] = await grantsOfType(store.read, 'marketplace_plugin');
  await store.keep((tx) => deleteGrants(tx, [seeded?.id ?? '']));
  await sync.runBuiltIn(systemOrder);

  t.like(seeded, { group_id: everyone, resource_id: 'agnes/agnes-core', tier: 'optional' });
  t.deepEqual(others, []);
  t.deepEqual(await grantsOfType(store.read, 'marketplace_plugin'), []);
});

test('of what came with an older host nothing is brought back: feeds do without it', async (t) => {
  const folder = await tempFolder(t);
  const shipped = { name: 'own', displayName: 'Own', description: 'Own.', folder, skills: ['one'] };
  let version = '1.0.0';
  const { sync, reviews, versions, lost, conditions, plugins } = await syncing(t, {
    shipped: () => [{ ...shipped, version }],
  });
  const own = { marketplace: 'agnes', plugin: 'own' };
  const served = async () => {
    const { row, versions: all } = await plugins.get(own);
    return all.find(({ id }) => id === row.served_id)?.content_digest ?? '';
  };
  await mkdir(join(folder, 'one'));
  await writeFile(join(folder, 'one', 'SKILL.md'), 'Old.');
  await sync.runBuiltIn(systemOrder);
  const old = await served();
  version = '2.0.0';
  await writeFile(join(folder, 'one', 'SKILL.md'), 'New.');
  await sync.runBuiltIn(systemOrder);
  await reviews.reject(own, intentOf('x'));
  await versions.remove(old);
  await sync.runBuiltIn(systemOrder);

  t.is(await served(), old);
  t.true(lost.has(old));
  t.deepEqual(
    (await conditions.open()).map(({ code, subjectId }) => [code, subjectId]),
    [['marketplace_content_missing', 'agnes/own']],
  );
});

test('a marketplace of somebody that had the slug before is left alone, and nothing of it granted', async (t) => {
  const { marketplace, sync, store, access } = await syncing(t);
  const { repository, row } = await marketplace('agnes');
  await repository.commit(catalogOf({ 'agnes-core': {} }));
  await store.keep((tx) => access.seedGroups(tx));

  await t.throwsAsync(() => sync.runBuiltIn(systemOrder), { message: /"agnes"/ });
  t.is((await row())?.last_tried_at, null);
  t.deepEqual(await grantsOfType(store.read, 'marketplace_plugin'), []);
});
