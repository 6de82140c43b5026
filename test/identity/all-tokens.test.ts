import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { servedAdmin } from './support/identity-server.ts';
import { type Served, signedInUser, type WireUser } from './support/people.ts';
import { auditOf } from './support/started-identity.ts';

const made = async ({ call }: Served, token: string, name: string): Promise<WireUser & { token: string }> =>
  (await (await call('POST /auth/tokens', { token, body: { name } })).json()) as WireUser & { token: string };

test('administrators see the tokens of everybody, whose they are and where they were used', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const { id, token } = await made(served, bob.token, 'nightly');
  await served.call('GET /auth/me', { token });
  await served.store.keep(async () => undefined);

  const list = (await (await served.call('GET /auth/admin/tokens')).json()) as WireUser[];

  t.deepEqual(list, [
    {
      id,
      name: 'nightly',
      kind: 'pat',
      prefix: id.slice(0, 8),
      created_at: '2026-03-01T12:00:00.000+00:00',
      expires_at: '2026-05-30T12:00:00.000+00:00',
      last_used_at: '2026-03-01T12:00:00.000+00:00',
      revoked_at: null,
      scopes: null,
      user_id: bob.id,
      user_email: bob.email,
      last_used_ip: '127.0.0.1',
    },
  ]);
});

test('the newest comes first, and with a limit the list comes in pages', async (t) => {
  const served = await servedAdmin(t);
  await made(served, served.token, 'first');
  await made(served, served.token, 'second');
  await made(served, served.token, 'third');

  const first = await served.call('GET /auth/admin/tokens?limit=2');
  const cursor = first.headers.get('x-next-cursor');
  const second = await served.call(`GET /auth/admin/tokens?limit=2&cursor=${cursor}`);

  likeWhole(t, await first.json(), [{ name: 'third' }, { name: 'second' }]);
  likeWhole(t, await second.json(), [{ name: 'first' }]);
  t.is(second.headers.get('x-next-cursor'), null);
});

test('a cursor that nobody made is a bad request', async (t) => {
  const { call } = await servedAdmin(t);

  t.is((await call('GET /auth/admin/tokens?limit=2&cursor=made-up')).status, 400);
});

test('N60: a token that an administrator revokes is refused at the next request', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const { id, token } = await made(served, bob.token, 'nightly');

  const response = await served.call(`DELETE /auth/admin/tokens/${id}`);

  t.is(response.status, 204);
  t.like(await (await served.call('GET /auth/me', { token })).json(), { code: 'token_revoked' });
  t.like((await auditOf(served)).at(-1), {
    action: 'token.admin_revoke',
    resource: id,
    user_email: 'Ada@Example.com',
  });
});

test('a token nobody has cannot be revoked', async (t) => {
  const { call } = await servedAdmin(t);

  const response = await call('DELETE /auth/admin/tokens/nothing');

  t.like(await response.json(), { status: 404, code: 'token_not_found' });
});

test('people without Admin see none but their own', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const { id } = await made(served, served.token, 'nightly');

  t.is((await served.call('GET /auth/admin/tokens', { token: bob.token })).status, 403);
  t.is((await served.call(`DELETE /auth/admin/tokens/${id}`, { token: bob.token })).status, 403);
});
