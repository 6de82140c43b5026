import test from 'ava';
import { Access } from '../../host/access/access.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { Governance } from '../../host/memory/governance.ts';
import { allItems, insertItem } from '../../host/memory/repository.ts';
import { openedStore } from '../store/support/opened-store.ts';
import { now, shelvedItem } from './support/shelved.ts';

test('N83: what is superseded is revoked with the yes to what replaces it, in the same transaction', async (t) => {
  const store = await openedStore(t);
  const access = new Access({ store, now: () => now });
  const governance = new Governance({ store, access, now: () => now });
  const items = [
    shelvedItem('older', { status: 'mandatory' }),
    shelvedItem('newer', { status: 'pending', supersedes: 'older' }),
    shelvedItem('of nothing', { status: 'pending', supersedes: 'nowhere' }),
  ];
  await store.keep(async (tx) => {
    for (const { upvotes: _up, downvotes: _down, score: _score, ...item } of items)
      await insertItem(tx, item);
  });

  const intent = systemIntent('corporate_memory.batch');
  const done = await governance.decideAll(['newer', 'of nothing'], { verb: 'approve' }, intent);

  t.deepEqual(done.success, ['newer', 'of nothing']);
  const statuses = (await allItems(store.read)).map(({ id, status }) => [id, status]);
  t.deepEqual(statuses.toSorted(), [
    ['newer', 'approved'],
    ['of nothing', 'approved'],
    ['older', 'revoked'],
  ]);
  const rows = await store.read.selectFrom('audit_log').select(['action', 'resource']).execute();
  t.deepEqual(
    rows.map(({ action, resource }) => [action, resource]),
    [
      ['corporate_memory.revoke', 'memory:older'],
      ['corporate_memory.approve', 'memory:newer'],
      ['corporate_memory.approve', 'memory:of nothing'],
      ['corporate_memory.batch', null],
    ],
  );
});

test('what had expired by its day is approved without that day, for it would expire again', async (t) => {
  const store = await openedStore(t);
  const access = new Access({ store, now: () => now });
  const governance = new Governance({ store, access, now: () => now });
  const item = shelvedItem('over', { status: 'expired', valid_until: new Date(now - 1) });
  const { upvotes: _up, downvotes: _down, score: _score, ...row } = item;
  await store.keep((tx) => insertItem(tx, row));

  const done = await governance.decide('over', { verb: 'approve' }, systemIntent('corporate_memory.approve'));

  t.like(done, { status: 'approved', valid_until: null, confidence: 0.7 });
});
