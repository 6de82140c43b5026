import { mock } from 'node:test';
import test from 'ava';
import { openedStore } from './support/opened-store.ts';
import { sampleUser } from './support/sample-user.ts';

test('a transaction that never ends is rolled back and lets the next one through', async (t) => {
  const store = await openedStore(t);
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const begun = Promise.withResolvers<void>();

  const stuck = store.keep(async (tx) => {
    await tx.insertInto('users').values(sampleUser()).execute();
    begun.resolve();
    await new Promise(() => {});
  });
  const next = store.keep((tx) => tx.selectFrom('users').selectAll().execute());
  await begun.promise;
  mock.timers.tick(30_000);

  await t.throwsAsync(stuck, { name: 'state_transaction_too_long' });
  t.deepEqual(await next, []);
});
