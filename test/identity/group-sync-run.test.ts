import test from 'ava';
import { insertUser, linkAccount } from '../../host/identity/users/repository.ts';
import { deactivate } from './support/started-identity.ts';
import { broken, ok, startSyncing } from './support/syncing.ts';

test('people who were not here for 30 days are not asked about', async (t) => {
  const { directory, signIn, run, later } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();
  later(30 * 24 + 1);

  t.like(await run(), { asked: 0 });
});

test('somebody whose token was used counts as here', async (t) => {
  const { directory, signIn, run, later, store, ada, now } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();
  later(30 * 24 + 1);
  const at = new Date(now());
  const token = { id: 't1', user_id: ada.id, name: 'x', token_hash: 'x', prefix: 'x', scopes: null };
  const dates = { created_at: at, expires_at: null, last_used_at: at, revoked_at: null, reminded_at: null };
  await store.keep((tx) =>
    tx
      .insertInto('personal_access_tokens')
      .values({ ...token, ...dates, last_used_ip: null })
      .execute(),
  );

  t.like(await run(), { asked: 1 });
});

test('somebody whose groups could not be read is asked about until they can', async (t) => {
  const { directory, signIn, run, later, conditions } = await startSyncing(t);
  directory.answer = broken;
  await signIn();
  later(31 * 24);
  directory.answer = ok('sales@example.com');

  t.deepEqual(await run(), { asked: 1, changed: 1, failed: 0 });
  t.deepEqual(await conditions.open(), []);
});

test('people who are switched off are not asked about', async (t) => {
  const started = await startSyncing(t);
  started.directory.answer = ok('sales@example.com');
  await started.signIn();
  await deactivate(started, started.ada.id);

  t.like(await started.run(), { asked: 0 });
});

test('five people are asked about at once', async (t) => {
  const { directory, store, now, run } = await startSyncing(t);
  await store.keep(async (tx) => {
    const names = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const at = new Date(now());
    await Promise.all(
      names.map(async (name) => {
        const user = await insertUser(tx, { email: `${name}@example.com`, at });
        const account = { provider: 'google', issuer: 'https://accounts.example.com', subject: name };
        await linkAccount(tx, { ...account, userId: user.id, email: user.email, at });
      }),
    );
    await tx.updateTable('user_identities').set({ last_login_at: at }).execute();
  });
  const seen = { now: 0, most: 0 };
  directory.answer = async () => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await new Promise((resolve) => setImmediate(resolve));
    seen.now -= 1;
    return { kind: 'empty' };
  };

  const { asked } = await run();

  t.is(asked, 9);
  t.is(seen.most, 5);
});

test('T57: groups that come with a sign-in only are suspended a day after an error, too', async (t) => {
  const parts = { id: 'oidc:acme', groupsAtAnyTime: false };
  const { directory, signIn, run, groups, later } = await startSyncing(t, { parts });
  directory.answer = ok('Sales');
  await signIn();
  directory.answer = broken;
  await signIn();
  later(23);
  await run();
  t.deepEqual(groups(), ['Sales']);
  later(1);

  await run();

  t.deepEqual(groups(), []);
});

test('T57: when a method is switched off, what it gave counts for one more day', async (t) => {
  const { directory, signIn, run, groups, later, methods, conditions } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();
  methods.length = 0;
  await run();
  const [condition] = await conditions.open();
  t.deepEqual(groups(), ['sales@example.com']);
  t.regex(condition?.why ?? '', /groups are not read from it any more/);
  later(24);

  await run();

  t.deepEqual(groups(), []);
  t.deepEqual(await conditions.open(), []);
});

test('there is nothing to do until somebody has come in with groups', async (t) => {
  const { signIn, isNeeded } = await startSyncing(t);
  t.false(await isNeeded());

  await signIn();

  t.true(await isNeeded());
});
