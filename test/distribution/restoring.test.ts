import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { LostContent } from '../../host/distribution/registry/lost-content.ts';
import { recallLost } from '../../host/distribution/registry/restoring.ts';
import { intentOf } from '../access/support/started-access.ts';
import { catalogOf } from './support/catalog.ts';
import { syncing } from './support/syncing.ts';

const hook = {
  path: 'hooks/hooks.json',
  content: '{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}',
};

test('what is served and gone from the store is brought back from the commit that it was read at, however old', async (t) => {
  const { marketplace, versions, kept, lost } = await syncing(t);
  const { repository, sync, plugin } = await marketplace('older');
  const old = await repository.commit(catalogOf({ held: {}, gone: {}, same: {} }));
  await sync();
  await repository.commit(catalogOf({ held: { version: '2.0.0', files: [hook] }, same: {} }));
  await sync();
  const digests = await versions.digests();
  const servedOf = async (name: string) => (await plugin(name)).served?.content_digest ?? '';
  const older = [await servedOf('held'), await servedOf('gone')];
  for (const digest of older) await versions.remove(digest);

  const again = await sync();
  const fromMirror = await versions.digests();
  for (const digest of older) await versions.remove(digest);
  await rm(join(kept, 'older'), { recursive: true });
  await sync();

  t.is(again.action, 'unchanged');
  t.deepEqual(fromMirror, digests);
  t.deepEqual(await versions.digests(), digests);
  t.like((await plugin('held')).served, { declared_version: '1.0.0', source_commit: old });
  t.is(lost.revision, 0);
});

test('what is not to be had any more is told and left out, and is back with its content', async (t) => {
  const { marketplace, versions, kept, lost, conditions, reviews, store } = await syncing(t);
  const { repository, sync, plugin, change, url } = await marketplace('lost');
  await repository.commit(catalogOf({ held: {}, same: {} }));
  await sync();
  await repository.commit(catalogOf({ held: { files: [hook] }, same: {} }));
  await sync();
  const digest = (await plugin('held')).served?.content_digest ?? '';
  const other = (await plugin('same')).served?.content_digest ?? '';
  await versions.remove(digest);
  await rm(join(kept, 'lost'), { recursive: true });
  await change({ url: url.replace('lost.git', 'nowhere.git') });
  await t.throwsAsync(sync);
  const told = await conditions.open();
  const wasLost = [lost.has(digest), lost.has(other)];
  // As a restart does.
  const recalled = new LostContent();
  await recallLost({ store, versions, conditions, lost: recalled });
  await change({ url });
  await sync();

  t.deepEqual(wasLost, [true, false]);
  t.deepEqual([recalled.has(digest), recalled.has(other)], [true, false]);
  t.deepEqual(told.map(({ code, subjectId }) => [code, subjectId]).sort(), [
    ['marketplace_content_missing', 'lost/held'],
    ['marketplace_sync_failed', 'lost'],
  ]);
  t.false(lost.has(digest));
  t.true((await versions.digests()).includes(digest));
  t.deepEqual(await conditions.open(), []);
  const back = new LostContent();
  await recallLost({ store, versions, conditions, lost: back });
  t.false(back.has(digest));
  await reviews.approve({ marketplace: 'lost', plugin: 'held' }, intentOf('x'));
});

test('what was told to be missing ends with a version that is there, also when a restart forgot it', async (t) => {
  const { marketplace, versions, kept, lost, conditions, reviews } = await syncing(t);
  const { repository, sync, plugin, change, url } = await marketplace('ended');
  await repository.commit(catalogOf({ held: {} }));
  await sync();
  await repository.commit(catalogOf({ held: { files: [hook] } }));
  await sync();
  const digest = (await plugin('held')).served?.content_digest ?? '';
  await versions.remove(digest);
  await rm(join(kept, 'ended'), { recursive: true });
  await change({ url: url.replace('ended.git', 'nowhere.git') });
  await t.throwsAsync(sync);
  const told = await conditions.open();
  // As a restart does.
  lost.delete(digest);
  await change({ url });
  await reviews.approve({ marketplace: 'ended', plugin: 'held' }, intentOf('x'));
  await sync();

  t.true(told.some(({ subjectId }) => subjectId === 'ended/held'));
  t.deepEqual(await conditions.open(), []);
});
