import test from 'ava';
import { intentOf } from '../access/support/started-access.ts';
import { marketplaceOf } from '../support/marketplace-repository.ts';
import { catalogOf } from './support/catalog.ts';
import { syncing } from './support/syncing.ts';

/** The same bytes, listed with other words or under another name. */
const relisted = (entry: object, more: object = {}) => [
  marketplaceOf([{ name: 'one', source: './one', ...entry }], more),
  ...catalogOf({ one: {} }).slice(1),
];

test('a no to bytes holds under other words, another name and in another marketplace, until a yes lifts it', async (t) => {
  const { marketplace, reviews, clock } = await syncing(t);
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
  await reviews.quarantine({ marketplace: 'first', plugin: 'two', reason: 'bad' }, intentOf('x'));
  const other = await marketplace('other', { review_mode: 'auto' });
  await other.repository.commit(relisted({ description: 'Mine.' }));
  await other.sync();

  t.like(words, {
    row: { served_id: null },
    versions: [{ state: 'rejected', reason: 'no' }, { state: 'rejected' }],
  });
  t.like(renamed, {
    row: { served_id: null },
    versions: [{ state: 'rejected', reason: 'no' }, { state: 'rejected' }, { state: 'rejected' }],
  });
  t.is(lifted.row.served_id, lifted.row.version_id);
  t.like(await other.plugin('one'), {
    row: { served_id: null },
    versions: [{ state: 'quarantined', reason: 'bad' }],
  });
});
