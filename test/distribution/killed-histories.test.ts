import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { deleteMarketplace } from '../../host/distribution/registry/repository.ts';
import { feedHost } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { marketplaceOf } from '../support/marketplace-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('T100c: no rename, removal or switching on brings back a history with what was switched off', async (t) => {
  const { url, git, sync, grant, disable, told, store } = await feedHost(t);
  const address = `${url}/marketplace.git`;
  const parentOf = async (person: string) => {
    const head = (await git(person, ['ls-remote', address, 'HEAD'])).slice(0, 40);
    const commits = store.read.selectFrom('marketplace_feed_commits').select('parent');
    return (await commits.where('commit', '=', head).executeTakeFirst())?.parent;
  };
  const renamed = (word: string) => [
    marketplaceOf([{ name: 'fresh', source: './tools' }], { renames: { tools: 'fresh', notes: null } }),
    ...twoPlugins(word).slice(1),
  ];
  await sync(twoPlugins('x'));
  for (const person of ['ann', 'bob', 'boss'] as const) {
    await grant(person, 'notes');
    await grant(person, 'tools');
    t.is(await parentOf(person), null);
  }

  await disable('tools');
  await sync(renamed('x'));

  t.true((await told('ann'))['reset_required']);
  t.is(await parentOf('ann'), null);
  await disable('fresh', false);
  await sync(renamed('y'));
  t.is(await parentOf('bob'), null);
  await store.keep((tx) => deleteMarketplace(tx, 'acme'));
  t.is(await parentOf('boss'), null);
  t.not(await parentOf('bob'), null);
});

test('content that is gone is brought anew and not put into quarantine; what killed builds left goes', async (t) => {
  const { sync, grant, ask, folder, store, versions } = await feedHost(t);
  await sync(twoPlugins('x'));
  await grant('ann', 'tools');
  await mkdir(join(folder, 'archives', '.incoming-killed'), { recursive: true });
  for (const digest of await versions.digests()) await versions.remove(digest);

  const answer = await ask('ann', '/marketplace.zip');

  t.is(answer.status, 503);
  t.deepEqual(await readdir(join(folder, 'archives')), []);
  const states = await store.read
    .selectFrom('marketplace_plugin_versions')
    .select('state')
    .distinct()
    .execute();
  t.deepEqual(states, [{ state: 'approved' }]);
  t.deepEqual(await store.read.selectFrom('conditions').selectAll().execute(), []);
  const jobs = await store.read.selectFrom('jobs').select(['kind', 'coalesce_key']).execute();
  t.deepEqual(jobs, [{ kind: 'marketplace.sync', coalesce_key: 'marketplace.sync acme' }]);
  await sync(twoPlugins('x'));
  t.is((await ask('ann', '/marketplace.zip')).status, 200);
});

test('content that cannot be brought back leaves all else in the feed, and git goes forward both ways', async (t) => {
  const { sync, grant, ask, told, git, url, versions, lost, feed, people } = await feedHost(t);
  await sync(twoPlugins('x'));
  await grant('ann', 'tools');
  await grant('ann', 'notes');
  const clone = join(await tempFolder(t), 'clone');
  await git('ann', ['clone', '--quiet', `${url}/marketplace.git`, clone]);
  const { plugins } = (await feed.views.of(people['ann']?.userId ?? '')).feed;
  const digest = plugins.find(({ plugin }) => plugin === 'tools')?.digest ?? '';
  await versions.remove(digest);
  const namesOf = (info: Readonly<Record<string, unknown>>) =>
    (info['plugins'] as readonly { readonly original_name: string }[]).map((one) => one.original_name);

  const first = await ask('ann', '/marketplace.zip');
  lost.add(digest);
  const second = await ask('ann', '/marketplace.zip');
  const without = await told('ann');
  await git('ann', ['-C', clone, 'pull', '--quiet', '--ff-only']);
  const left = await readdir(join(clone, 'plugins'));
  lost.delete(digest);
  await sync(twoPlugins('x'));
  await git('ann', ['-C', clone, 'pull', '--quiet', '--ff-only']);

  t.deepEqual([first.status, second.status], [503, 200]);
  t.deepEqual(namesOf(without), ['notes']);
  t.false(without['reset_required'] as boolean);
  t.deepEqual(left, ['acme-notes']);
  t.deepEqual(await readdir(join(clone, 'plugins')), ['acme-notes', 'acme-tools']);
});
