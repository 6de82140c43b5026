import test from 'ava';
import { sql } from 'kysely';
import { openedStore } from './support/opened-store.ts';
import { sampleUser } from './support/sample-user.ts';

test('the revision of a table is another one after each change of it, and of no other table', async (t) => {
  const store = await openedStore(t);
  const at = () => [
    store.revision(['users']),
    store.revision(['sessions']),
    store.revision(['users', 'sessions']),
  ];
  const steps = [at()];
  const step = async (change: Parameters<typeof store.keep>[0]) => {
    await store.keep(change);
    steps.push(at());
  };

  await step((tx) => tx.insertInto('users').values(sampleUser()).execute());
  await step((tx) => tx.updateTable('users').set({ name: 'Grace' }).execute());
  await step((tx) => tx.selectFrom('sessions').selectAll().execute());
  await step((tx) => tx.deleteFrom('users').execute());
  await step((tx) => tx.deleteFrom('sessions').execute());
  await step((tx) => sql`UPDATE users SET name = 'Lin'`.execute(tx));

  t.deepEqual(steps, [
    [0, 0, 0],
    [1, 0, 1],
    [2, 0, 2],
    [2, 0, 2],
    [3, 0, 3],
    [3, 1, 4],
    // Nobody can tell which table that was.
    [4, 2, 5],
  ]);
});

test('a change that was taken back makes another revision, too', async (t) => {
  const store = await openedStore(t);

  await t.throwsAsync(
    store.keep(async (tx) => {
      await tx.insertInto('users').values(sampleUser()).execute();
      throw new RangeError('no');
    }),
  );

  t.is(store.revision(['users']), 1);
});
