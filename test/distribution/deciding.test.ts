import test from 'ava';
import { intentOf } from '../access/support/started-access.ts';
import { likeWhole } from '../support/like-whole.ts';
import { marketplaceOf } from '../support/marketplace-repository.ts';
import { catalogOf } from './support/catalog.ts';
import { syncing } from './support/syncing.ts';

/** The same bytes, listed with other words or under another name. */
const relisted = (entry: object, more: object = {}) => [
  marketplaceOf([{ name: 'one', source: './one', ...entry }], more),
  ...catalogOf({ one: {} }).slice(1),
];

test('a no to bytes holds under other words, another name and in another marketplace, until a yes lifts it', async (t) => {
  const { marketplace, reviews, clock, plugins } = await syncing(t);
  const first = await marketplace('first', { review_mode: 'auto' });
  await first.repository.commit(relisted({}));
  await first.sync();
  await reviews.reject({ marketplace: 'first', plugin: 'one', reason: 'no' }, intentOf('x'));
  await first.repository.commit(relisted({ description: 'Other words.' }));
  await first.sync();
  const words = await first.plugin('one');
  await first.repository.commit(relisted({ name: 'two' }, { renames: { one: 'two' } }));
  await first.sync();
  const renamed = await first.plugin('two');
  clock.ms += 1000;
  await reviews.approve({ marketplace: 'first', plugin: 'two' }, intentOf('x'));
  await first.repository.commit(relisted({ name: 'two', description: 'More words.' }));
  await first.sync();
  const lifted = await first.plugin('two');
  const { entry } = await plugins.diff({ marketplace: 'first', plugin: 'two' }, {});
  await reviews.quarantine({ marketplace: 'first', plugin: 'two', reason: 'bad' }, intentOf('x'));
  const other = await marketplace('other', { review_mode: 'auto' });
  await other.repository.commit(relisted({ description: 'Mine.' }));
  await other.sync();

  likeWhole(t, words, {
    row: { served_id: null },
    versions: [{ state: 'rejected', reason: 'no' }, { state: 'rejected' }],
  });
  likeWhole(t, renamed, {
    row: { served_id: null },
    versions: [{ state: 'rejected', reason: 'no' }, { state: 'rejected' }, { state: 'rejected' }],
  });
  t.like(entry.to, { name: 'two', description: 'More words.' });
  t.is(lifted.row.served_id, lifted.row.version_id);
  likeWhole(t, await other.plugin('one'), {
    row: { served_id: null },
    versions: [{ state: 'quarantined', reason: 'bad' }],
  });
});

test('going back to an older version lasts until another one is listed', async (t) => {
  const { marketplace, reviews, clock } = await syncing(t);
  const { repository, sync, plugin } = await marketplace('back', { review_mode: 'auto' });
  for (const version of ['1.0.0', '2.0.0']) {
    await repository.commit(catalogOf({ one: { version } }));
    clock.ms += 1000;
    await sync();
  }
  const [, older] = (await plugin('one')).versions;
  clock.ms += 1000;
  await reviews.approve({ marketplace: 'back', plugin: 'one', version: older?.id }, intentOf('x'));
  await repository.commit(catalogOf({ one: { version: '2.0.0' }, two: {} }));
  await sync();
  const stays = await plugin('one');
  await repository.commit(catalogOf({ one: { version: '3.0.0' } }));
  await sync();

  t.is(stays.served?.declared_version, '1.0.0');
  t.is((await plugin('one')).served?.declared_version, '3.0.0');
});

test('a new name that waits for its first yes serves what was served under the old one', async (t) => {
  const { marketplace, reviews } = await syncing(t);
  const { repository, sync, served } = await marketplace('renames', { review_mode: 'hold' });
  await repository.commit(catalogOf({ one: {}, two: {} }));
  await sync();
  await reviews.approve({ marketplace: 'renames', plugin: 'one' }, intentOf('x'));
  await repository.commit(catalogOf({ two: { version: '2.0.0' } }, { renames: { one: 'two' } }));
  await sync();

  likeWhole(t, await served('two'), [{ plugin: 'two', manifestName: 'one' }]);
});
