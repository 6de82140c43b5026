import test from 'ava';
import { sql } from 'kysely';
import type { SystemStore } from '../../host/store/system-store.ts';
import { openedStore } from './support/opened-store.ts';
import { sampleUser } from './support/sample-user.ts';

const namesOf = async ({ read }: SystemStore): Promise<readonly (string | null)[]> =>
  (await read.selectFrom('users').select('name').orderBy('name').execute()).map(({ name }) => name);

test('a committed change is seen by every read that starts after it', async (t) => {
  const store = await openedStore(t);

  await store.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());

  t.deepEqual(await Promise.all([namesOf(store), namesOf(store), namesOf(store)]), [
    ['Ada'],
    ['Ada'],
    ['Ada'],
  ]);
});

test('reads do not see a change that is still going on', async (t) => {
  const store = await openedStore(t);

  const during = await store.keep(async (tx) => {
    await tx.insertInto('users').values(sampleUser()).execute();
    return namesOf(store);
  });

  t.deepEqual(during, []);
  t.deepEqual(await namesOf(store), ['Ada']);
});

test('an error after a statement takes the statement back', async (t) => {
  const store = await openedStore(t);

  const change = store.keep(async (tx) => {
    await tx.insertInto('users').values(sampleUser()).execute();
    throw new RangeError('no further');
  });

  await t.throwsAsync(change, { instanceOf: RangeError, message: 'no further' });
  t.deepEqual(await namesOf(store), []);
});

test('F57: a failed statement whose error is swallowed is never committed as a part or as nothing', async (t) => {
  const store = await openedStore(t);

  const change = store.keep(async (tx) => {
    await tx.insertInto('users').values(sampleUser()).execute();
    await sql`insert into users (id) values ('half')`.execute(tx).catch(() => undefined);
  });

  const error = await t.throwsAsync(change, { name: 'state_transaction_aborted' });
  t.regex(String(error?.cause), /NOT NULL constraint failed/);
  t.deepEqual(await namesOf(store), []);
});

test('the error of a statement keeps what the engine said as its cause', async (t) => {
  const store = await openedStore(t);

  const error = await t.throwsAsync(
    store.keep((tx) => sql`insert into users (id) values ('x')`.execute(tx)),
    {
      name: 'state_statement_failed',
    },
  );

  t.regex(String(error?.cause), /NOT NULL constraint failed/);
});

test('the store goes on after a failed change', async (t) => {
  const store = await openedStore(t);
  await t.throwsAsync(store.keep((tx) => sql`select no_such_column`.execute(tx)));

  await store.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());

  t.deepEqual(await namesOf(store), ['Ada']);
});

test('changes that start together happen one after the other, in order', async (t) => {
  const store = await openedStore(t);
  const steps: string[] = [];
  const change = (name: string) =>
    store.keep(async (tx) => {
      steps.push(`${name} begins`);
      await tx.insertInto('users').values(sampleUser({ name })).execute();
      await new Promise(setImmediate);
      steps.push(`${name} ends`);
    });

  await Promise.all([change('a'), change('b'), change('c')]);

  t.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  t.deepEqual(await namesOf(store), ['a', 'b', 'c']);
});

test('twenty racers for one row: exactly one wins', async (t) => {
  const store = await openedStore(t);
  await store.keep((tx) =>
    tx
      .insertInto('users')
      .values(sampleUser({ id: 'prize' }))
      .execute(),
  );
  const claim = (name: string) =>
    store.keep((tx) =>
      tx.updateTable('users').set({ name }).where('name', '=', 'Ada').executeTakeFirstOrThrow(),
    );

  const results = await Promise.all(Array.from({ length: 20 }, (_, racer) => claim(`racer ${racer}`)));

  t.deepEqual(
    results.map(({ numUpdatedRows }) => numUpdatedRows).filter((rows) => rows === 1n),
    [1n],
  );
});

test('the read handle changes nothing', async (t) => {
  const store = await openedStore(t);

  await t.throwsAsync(store.read.insertInto('users').values(sampleUser()).execute(), {
    name: 'state_read_only_handle',
  });
  await t.throwsAsync(sql`delete from users`.execute(store.read), { name: 'state_read_only_handle' });
});

test('many more reads than connections are all answered', async (t) => {
  const store = await openedStore(t);
  await store.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());

  const answers = await Promise.all(Array.from({ length: 100 }, () => namesOf(store)));

  t.deepEqual(
    answers,
    answers.map(() => ['Ada']),
  );
});

test('a handle kept beyond its transaction is dead', async (t) => {
  const store = await openedStore(t);
  const tx = await store.keep(async (handle) => ({ handle }));

  await t.throwsAsync(tx.handle.insertInto('users').values(sampleUser()).execute());

  t.deepEqual(await namesOf(store), []);
});

test('what is queued when the store closes is still written, what comes later is refused', async (t) => {
  const store = await openedStore(t);
  const queued = store.keep((tx) => tx.selectFrom('users').selectAll().execute());

  const closing = store[Symbol.asyncDispose]();

  t.deepEqual(await queued, []);
  await t.throwsAsync(
    store.keep(async () => undefined),
    { name: 'state_unavailable' },
  );
  await closing;
  await t.throwsAsync(namesOf(store), { name: 'state_unavailable' });
});

test('a change begun inside another one is refused instead of waiting for itself', async (t) => {
  const store = await openedStore(t);
  const inner = () => store.keep(async () => 'inner');

  await t.throwsAsync(store.keep(inner), { name: 'state_nested_transaction' });

  t.is(await inner(), 'inner');
});

test('a change planned inside another one and begun after it is welcome', async (t) => {
  const store = await openedStore(t);
  const { promise: outerEnded, resolve: tellOuterEnded } = Promise.withResolvers<void>();

  const { planned } = await store.keep(async () => ({
    planned: outerEnded.then(() => store.keep(async () => 'later')),
  }));
  tellOuterEnded();

  t.is(await planned, 'later');
});
