import test, { type ExecutionContext } from 'ava';
import { expireItems } from '../../host/memory/expiry.ts';
import { allItems, insertItem } from '../../host/memory/repository.ts';
import type { ShelvedItem } from '../../host/memory/shelf.ts';
import { openedStore } from '../store/support/opened-store.ts';
import { now, shelvedItem } from './support/shelved.ts';

const stored = async (t: ExecutionContext, items: readonly ShelvedItem[]) => {
  const store = await openedStore(t);
  await store.keep(async (tx) => {
    for (const { upvotes: _up, downvotes: _down, score: _score, ...item } of items)
      await insertItem(tx, item);
  });
  const statuses = async () =>
    Object.fromEntries((await allItems(store.read)).map(({ id, status }) => [id, status]));
  return { store, statuses };
};

const items = [
  shelvedItem('past its day', { valid_until: new Date(now) }),
  shelvedItem('rule past its day', { status: 'mandatory', valid_until: new Date(now - 1) }),
  shelvedItem('not past it', { valid_until: new Date(now + 1) }),
  shelvedItem('not looked at', { updated_at: new Date('2026-07-01T00:00:00Z') }),
  shelvedItem('just looked at', { updated_at: new Date('2026-07-01T00:00:01Z') }),
  shelvedItem('waiting', { status: 'pending', days: 1_000, valid_until: new Date(0) }),
];

test('N83: what is past its day or was not reviewed for months expires, with a row for each', async (t) => {
  const { store, statuses } = await stored(t, items);

  const terms = { store, now: () => now, reviewMonths: 6 };
  const expired = await expireItems(terms);
  const again = await expireItems(terms);

  t.deepEqual([expired, again], [3, 0]);
  t.deepEqual(await statuses(), {
    'past its day': 'expired',
    'rule past its day': 'expired',
    'not past it': 'approved',
    'not looked at': 'expired',
    'just looked at': 'approved',
    waiting: 'pending',
  });
  const rows = await store.read.selectFrom('audit_log').select(['action', 'resource', 'params']).execute();
  t.deepEqual(
    rows
      .map(({ action, resource, params }) => [action, resource, JSON.parse(params ?? '').reason])
      .toSorted(),
    [
      ['corporate_memory.expire', 'memory:not looked at', 'review_period'],
      ['corporate_memory.expire', 'memory:past its day', 'valid_until'],
      ['corporate_memory.expire', 'memory:rule past its day', 'valid_until'],
    ],
  );
});

test('without a review period only what is past its day expires', async (t) => {
  const { store, statuses } = await stored(t, items);

  t.is(await expireItems({ store, now: () => now, reviewMonths: 0 }), 2);
  t.like(await statuses(), { 'not looked at': 'approved' });
});
