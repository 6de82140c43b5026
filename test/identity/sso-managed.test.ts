import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { servedAdmin } from './support/identity-server.ts';
import { type Served, signedInUser } from './support/people.ts';

const sync = async ({ store, access }: Served, userId: string, groups: readonly { name: string }[]) => {
  await store.keep((tx) => access.replaceSynced(tx, { userId, source: 'google_sync', groups }));
  await access.refresh();
};

test('somebody whose groups come from an identity provider is shown as such', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  await sync(served, bob.id, [{ name: 'team@example.com' }]);

  const user = await (await served.call(`GET /api/users/${bob.id}`)).json();

  likeWhole(t, user, { is_sso_user: true, groups: [{ name: 'team@example.com', origin: 'google_sync' }] });
});

test('their password and their account are the affair of the identity provider', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  await sync(served, bob.id, [{ name: 'team@example.com' }]);
  const password = 'another fine phrase';

  const reset = await served.call(`POST /api/users/${bob.id}/reset-password`);
  const set = await served.call(`POST /api/users/${bob.id}/set-password`, { body: { password } });
  const gone = await served.call(`DELETE /api/users/${bob.id}`);

  t.like(await reset.json(), { status: 409, code: 'sso_managed' });
  t.like(await set.json(), { status: 409, code: 'sso_managed' });
  t.like(await gone.json(), { status: 409, code: 'sso_managed' });
  t.is((await served.call('GET /auth/me', { token: bob.token })).status, 200);
});

test('they can be switched off here, and their sessions end', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  await sync(served, bob.id, [{ name: 'team@example.com' }]);

  const response = await served.call(`POST /api/users/${bob.id}/deactivate`);

  t.is(response.status, 200);
  t.is((await served.call('GET /auth/me', { token: bob.token })).status, 401);
});

test('once the identity provider has let go of somebody, they can be deleted', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  await sync(served, bob.id, [{ name: 'team@example.com' }]);
  await sync(served, bob.id, []);

  t.is((await served.call(`DELETE /api/users/${bob.id}`)).status, 204);
});
