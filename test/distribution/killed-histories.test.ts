import test from 'ava';
import { deleteMarketplace } from '../../host/distribution/registry/repository.ts';
import { feedHost } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { marketplaceOf } from '../support/marketplace-repository.ts';

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
