import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Snapshots } from '../../host/plugin-manager/state/snapshots.ts';
import { FeedArchives } from '../../marketplace/feed/feed-archives.ts';
import { VersionStore } from '../../marketplace/store/version-store.ts';
import { feedWorkshop, twoPlugins } from '../support/feed-workshop.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a folder that cannot be read is no empty one: nothing counts as gone because of it', async (t) => {
  const folder = await tempFolder(t);
  const file = join(folder, 'store');
  await writeFile(file, '');
  await writeFile(join(folder, 'snapshots'), '');

  await t.throwsAsync(new VersionStore(file).digests(), { code: 'ENOTDIR' });
  await t.throwsAsync(new Snapshots(folder).of('acme/orders'), { code: 'ENOTDIR' });

  t.deepEqual(await new VersionStore(join(folder, 'none')).digests(), []);
  t.deepEqual(await new Snapshots(join(folder, 'none')).of('acme/orders'), []);
});

test('an archive is served although others cannot be removed, and that is told', async (t) => {
  const { store, feed } = await feedWorkshop(t);
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'stuck.zip', 'inside'), { recursive: true });
  const told: string[] = [];
  const archives = new FeedArchives({
    folder,
    store,
    mostBytes: 1,
    whileBuilding: (build) => build(),
    log: (message) => void told.push(message),
  });

  const path = await archives.of(await feed(twoPlugins('x')), new AbortController().signal);

  t.true(path.startsWith(folder));
  t.deepEqual(told, ['An archive of a feed could not be removed.']);
});
