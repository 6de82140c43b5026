import test from 'ava';
import { deactivate, intentOf, origin, startedIdentity, withAdmin } from './support/started-identity.ts';

const { ip } = origin;

test('a session stands until it is revoked', async (t) => {
  const { identity, principal } = await withAdmin(await startedIdentity(t));
  t.true(await identity.stands(principal));

  await identity.logout(principal, { all: false }, intentOf('session.revoke'));

  t.false(await identity.stands(principal));
});

test('a session stands until it has expired', async (t) => {
  const { clock, identity, principal } = await withAdmin(await startedIdentity(t));

  clock.ms += 24 * 60 * 60 * 1_000;

  t.false(await identity.stands(principal));
});

test('nothing of a deactivated user stands, a token of another provider neither', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  const { identity, principal, user } = started;
  const draft = { name: 'nightly', expiresInDays: 1 };
  const { token } = await identity.tokens.create(principal, draft, intentOf('token.create'));
  const own = await identity.resolve({ bearer: token, ip });
  const foreign = { userId: user.id, email: user.email, isAdmin: true, kind: 'pat' } as const;
  t.deepEqual(await Promise.all([principal, own, foreign].map((who) => identity.stands(who))), [
    true,
    true,
    true,
  ]);

  await deactivate(started, user.id);

  t.deepEqual(await Promise.all([principal, own, foreign].map((who) => identity.stands(who))), [
    false,
    false,
    false,
  ]);
});

test('a personal token stands until it is revoked, and its session goes on', async (t) => {
  const { identity, principal } = await withAdmin(await startedIdentity(t));
  const draft = { name: 'nightly', expiresInDays: 1 };
  const { id, token } = await identity.tokens.create(principal, draft, intentOf('token.create'));
  const own = await identity.resolve({ bearer: token, ip });

  await identity.tokens.revoke(principal, id, intentOf('token.revoke'));

  t.false(await identity.stands(own));
  t.true(await identity.stands(principal));
});

test('asking whether somebody stands notes no use and asks no plugin', async (t) => {
  const asked: unknown[] = [];
  const resolveUser = async (credential: unknown) => {
    asked.push(credential);
    return undefined;
  };
  const { identity, principal, store } = await withAdmin(await startedIdentity(t, { resolveUser }));
  await identity.resolve({ bearer: 'foreign', ip }).catch(() => undefined);
  await store.keep((tx) => tx.updateTable('sessions').set({ last_seen_at: null }).execute());

  await Promise.all(Array.from({ length: 100 }, () => identity.stands({ ...principal })));

  t.is(asked.length, 1);
  const rows = await store.read.selectFrom('sessions').select('last_seen_at').execute();
  t.deepEqual(rows, [{ last_seen_at: null }]);
});
