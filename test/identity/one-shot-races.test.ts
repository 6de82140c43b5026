import test from 'ava';
import { OneShots } from '../../host/identity/one-shot/one-shots.ts';
import { findUserByEmail } from '../../host/identity/users/repository.ts';
import { servedAdmin } from './support/identity-server.ts';
import { type Served, signedInUser } from './support/people.ts';
import { admin, origin } from './support/started-identity.ts';
import { useSecret } from './support/use-secret.ts';

const { ip } = origin;
const purpose = 'magic_link';

const issued = (served: Served, owner: { userId?: string; emailKey?: string }) =>
  served.store.keep((tx) => new OneShots(served).issue(tx, { purpose, lifeSeconds: 3600, ...owner }));

test('T39: of 20 who use one token at the same moment exactly one wins, 50 times over', async (t) => {
  const served = await servedAdmin(t);
  const oneShots = new OneShots(served);
  const tokens = await Promise.all(Array.from({ length: 50 }, () => issued(served, {})));

  const rounds = await Promise.all(
    tokens.map(async ({ id, token }) => {
      const racers = Array.from({ length: 20 }, () => oneShots.consume({ purpose, token, ip }));
      return { id, won: (await Promise.all(racers)).filter((taken) => taken !== undefined) };
    }),
  );

  t.deepEqual(
    rounds.map(({ won }) => won.map(({ id }) => id)),
    rounds.map(({ id }) => [id]),
  );
});

test('T39: of 20 who follow one link at the same moment exactly one is signed in', async (t) => {
  const served = await servedAdmin(t);
  const user = await findUserByEmail(served.store.read, admin.email);
  const { token: value } = await issued(served, { userId: user?.id ?? '', emailKey: 'ada@example.com' });
  const before = (await served.identity.accounts.ownSessions.list(served.principal)).length;

  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => useSecret(served.identity, { kind: 'link', value })),
  );

  const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.kind] : []));
  t.deepEqual(
    lost,
    Array.from({ length: 19 }, () => 'unauthenticated'),
  );
  t.is((await served.identity.accounts.ownSessions.list(served.principal)).length, before + 1);
});

test('a token of somebody who is switched off meanwhile is worth nothing, and works again afterwards', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const { token } = await issued(served, { userId: bob.id });
  const oneShots = new OneShots(served);
  await served.call(`POST /api/users/${bob.id}/deactivate`);
  t.is(await oneShots.consume({ purpose, token, ip }), undefined);

  await served.call(`POST /api/users/${bob.id}/activate`);

  t.is((await oneShots.consume({ purpose, token, ip }))?.userId, bob.id);
});

test('a token that was used up leaves nothing it could be found by', async (t) => {
  const served = await servedAdmin(t);
  const { id, token } = await issued(served, {});
  await new OneShots(served).consume({ purpose, token, ip });

  const rows = served.store.read.selectFrom('one_shot_tokens').selectAll().where('id', '=', id);

  t.regex((await rows.executeTakeFirstOrThrow()).token_hash, /^CONSUMED:[0-9a-f]{32}$/);
});
