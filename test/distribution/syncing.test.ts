import test from 'ava';
import { choicesOf, putChoice } from '../../host/distribution/registry/choice-repository.ts';
import { intentOf } from '../access/support/started-access.ts';
import { likeWhole } from '../support/like-whole.ts';
import { catalogOf } from './support/catalog.ts';
import { syncing } from './support/syncing.ts';

const grantAll = intentOf('resource_grant.created');

test('what fails, vanishes or breaks upstream takes nothing away from who has it', async (t) => {
  const { marketplace, conditions } = await syncing(t);
  const { repository, sync, plugin, row, served } = await marketplace('rough');
  await repository.commit(catalogOf({ one: {}, two: {}, three: {} }));
  await sync();
  const link = { path: 'away', content: '/etc/passwd', mode: '120000' } as const;
  await repository.commit(catalogOf({ one: { files: [link] }, two: {} }));
  const second = await sync();
  const third = await repository.commit(catalogOf({ two: { files: [{ path: 'b', content: 'b' }] } }));
  const reused = await sync();
  await repository.commit([{ path: '.claude-plugin/marketplace.json', content: '{' }]);
  const broken = await t.throwsAsync(sync);
  await repository.commit(catalogOf({}));
  const emptied = await t.throwsAsync(sync);

  likeWhole(t, second.change, { delisted: ['three'], broken: ['one'], added: [], changed: [] });
  likeWhole(t, second.problems, [{ about: 'one', level: 'problem' }]);
  t.true(reused.problems.some(({ rule, about }) => rule === 'version_reused' && about === 'two'));
  likeWhole(t, (await plugin('two')).versions, [{ is_version_reused: true }, { is_version_reused: false }]);
  t.regex(broken.message, /"rough" could not be synced: .*marketplace\.json/);
  t.regex(emptied.message, /no plugin is left/);
  t.like(await row(), { state: 'failed', last_commit_sha: third });
  likeWhole(t, await conditions.open(), [{ code: 'marketplace_sync_failed', subjectId: 'rough' }]);
  t.deepEqual(
    (await served('one', 'two', 'three', 'four')).map((one) => [one.plugin, one.declaredVersion]),
    [
      ['one', '1.0.0'],
      ['three', '1.0.0'],
      ['two', '1.0.0'],
    ],
  );
  await repository.commit(catalogOf({ one: {}, two: {}, three: {} }));
  t.like((await sync()).change, { added: [], delisted: [], waiting: [] });
  t.is((await plugin('three')).row.listing, 'listed');
  t.deepEqual(await conditions.open(), []);
});

test('grants, choices and the switch follow a plugin to its new name; a name that ends leaves it delisted', async (t) => {
  const { marketplace, groups, grants, access, store, reviews, now } = await syncing(t);
  const { repository, sync, plugin, served } = await marketplace('named');
  await repository.commit(catalogOf({ old: {}, both: {}, ends: {} }));
  await sync();
  const { id: group_id } = await groups.createGroup({ name: 'G' }, intentOf('user_group.created'));
  const type = { group_id, resource_type: 'marketplace_plugin' };
  await grants.grant({ ...type, resource_id: 'named/old', tier: 'required' }, grantAll);
  await grants.grant({ ...type, resource_id: 'named/both' }, grantAll);
  const said = { userId: 'u', at: new Date(now()) };
  const choice = { marketplace: 'named', plugin: 'old', enabled: false };
  await store.keep((tx) => putChoice(tx, choice, said));
  await reviews.disable({ marketplace: 'named', plugin: 'old', reason: 'wait' }, intentOf('x'));

  const renames = { old: 'fresh', both: 'fresh', ends: null };
  await repository.commit(catalogOf({ fresh: {} }, { renames }));
  const { change } = await sync();
  const own = await grants.list({ groupId: group_id });

  likeWhole(t, change, {
    renamed: [
      { from: 'old', to: 'fresh' },
      { from: 'both', to: 'fresh' },
    ],
    delisted: ['ends'],
  });
  t.deepEqual(
    own.map(({ resource_id, tier }) => [resource_id, tier]),
    [['named/fresh', 'required']],
  );
  t.true(access.rights.grantsOf(group_id).find('marketplace_plugin', 'named/fresh') !== undefined);
  t.deepEqual(await choicesOf(store.read, 'u'), [{ ...choice, plugin: 'fresh' }]);
  t.is((await plugin('fresh')).row.disabled_reason, 'wait');
  t.deepEqual(
    (await served('fresh', 'ends', 'old')).map((one) => one.plugin),
    ['ends'],
  );
});

test('a pin is that commit and no other: moved tags and lost commits change nothing', async (t) => {
  const { marketplace } = await syncing(t);
  const { repository, sync, row, change } = await marketplace('pinned', { review_mode: 'pinned' });
  const first = await repository.commit(catalogOf({ one: {} }));
  await repository.git(['tag', 'v1', first]);
  await change({ pin: first });
  await sync();
  const second = await repository.commit(catalogOf({ one: {}, two: {} }));
  const stays = await sync();
  await repository.git(['branch', 'v1', second]);
  await change({ pin: 'v1', pin_commit: null });
  const tagged = await sync();
  await repository.git(['tag', '--force', 'v1', second]);
  const moved = await t.throwsAsync(sync);
  await repository.git(['tag', '--delete', 'v1']);
  const lost = await t.throwsAsync(sync);
  await change({ pin: 'f'.repeat(40), pin_commit: null });
  const nowhere = await t.throwsAsync(sync);
  const after = await row();
  await change({ pin: second });
  const taken = await sync();

  t.like(stays, { action: 'unchanged', commit: first, count: 1 });
  t.is(tagged.commit, first);
  t.regex(moved.message, /The tag "v1" was moved/);
  t.regex(lost.message, /has no tag "v1"/);
  t.truthy(nowhere.message);
  t.like(after, { last_commit_sha: first, state: 'failed' });
  t.like(taken, { commit: second, count: 2 });
});

test('modes of review: hold waits for everything, auto for nothing the scan passes, and what it blocks is never served', async (t) => {
  const { marketplace, reviews } = await syncing(t);
  const { repository, sync, plugin, served, change } = await marketplace('modes', { review_mode: 'hold' });
  const bin = { path: 'bin/run', content: '#!/bin/sh\n', mode: '100755' } as const;
  await repository.commit(catalogOf({ one: {} }));
  const first = await sync();
  const atFirst = await served('one');
  await reviews.approve({ marketplace: 'modes', plugin: 'one' }, intentOf('x'));
  const [entry] = catalogOf({ one: {} }, { description: 'other words' });
  await repository.commit([...(entry ? [entry] : []), ...catalogOf({ one: {} }).slice(1)]);
  await sync();
  await change({ review_mode: 'auto' });
  await repository.commit(catalogOf({ one: { version: '2.0.0', files: [bin] } }));
  await sync();
  const auto = await plugin('one');
  const leak = {
    path: 'notes.md',
    content: `key = "${'AKIA'}IOSFODNN7EXAMPLE"\n-----BEGIN RSA ${'PRIVATE'} KEY-----\n`,
  };
  await repository.commit(catalogOf({ one: { version: '3.0.0', files: [leak] } }));
  await sync();
  const blocked = await plugin('one');
  const refused = await t.throwsAsync(() =>
    reviews.approve({ marketplace: 'modes', plugin: 'one' }, intentOf('x')),
  );

  t.deepEqual([first.change?.waiting, atFirst], [['one'], []]);
  t.like(auto.served, { declared_version: '2.0.0', state: 'approved' });
  t.like(blocked.versions[0], { declared_version: '3.0.0', state: 'quarantined', verdict: 'blocked' });
  t.like(blocked.served, { declared_version: '2.0.0' });
  t.regex(refused.message, /is never served/);
});
