import test from 'ava';
import { servedAdmin } from './support/identity-server.ts';
import { signedInUser, type WireUser } from './support/people.ts';
import { admin, auditOf, signIn } from './support/started-identity.ts';

type Listed = readonly WireUser[];

test('the list shows where one is signed in, newest first, and which session asks', async (t) => {
  const served = await servedAdmin(t);
  served.clock.ms += 60_000;
  await signIn(served, admin);

  const list = (await (await served.call('GET /auth/sessions')).json()) as Listed;

  t.is(list.length, 2);
  t.like(list[0], { current: false, created_at: '2026-03-01T12:01:00.000+00:00' });
  t.deepEqual(list[1], {
    id: served.principal.tokenId,
    created_at: '2026-03-01T12:00:00.000+00:00',
    expires_at: '2026-03-02T12:00:00.000+00:00',
    last_seen_at: '2026-03-01T12:00:00.000+00:00',
    ip: '192.0.2.1',
    user_agent: 'test',
    current: true,
  });
});

test('sessions that ended are not in the list', async (t) => {
  const served = await servedAdmin(t);
  const second = await signIn(served, admin);
  served.clock.ms += 1000;
  await served.call('POST /auth/logout');

  const list = (await (await served.call('GET /auth/sessions', { token: second.token })).json()) as Listed;

  t.deepEqual(
    list.map(({ current }) => current),
    [true],
  );
});

test('N60: a session that its owner ends is refused at the next request, and the one that asked goes on', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await signIn(served, admin);
  const list = (await (await served.call('GET /auth/sessions')).json()) as Listed;
  const other = list.find(({ current }) => !current);

  const response = await served.call(`DELETE /auth/sessions/${other?.id}`);

  t.is(response.status, 204);
  t.like(await (await served.call('GET /auth/me', { token })).json(), { code: 'token_revoked' });
  t.is((await served.call('GET /auth/me')).status, 200);
  t.like((await auditOf(served)).at(-1), { action: 'session.revoke', resource: other?.id });
});

test('ending a session again changes nothing', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await signIn(served, admin);
  const end = () => served.call(`DELETE /auth/sessions/${served.principal.tokenId}`, { token });
  await end();

  t.is((await end()).status, 204);
});

test('sessions of others are as good as absent', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await signedInUser(served);

  const response = await served.call(`DELETE /auth/sessions/${served.principal.tokenId}`, { token });

  t.like(await response.json(), { status: 404, code: 'session_not_found' });
  t.is((await served.call('GET /auth/me')).status, 200);
});

test('T51: a personal access token neither sees nor ends sessions', async (t) => {
  const served = await servedAdmin(t);
  const made = await served.call('POST /auth/tokens', { body: { name: 'nightly' } });
  const { token } = (await made.json()) as { token: string };

  const seen = await served.call('GET /auth/sessions', { token });
  const ended = await served.call(`DELETE /auth/sessions/${served.principal.tokenId}`, { token });

  t.like(await seen.json(), { status: 403, code: 'session_required' });
  t.like(await ended.json(), { status: 403, code: 'session_required' });
});

test('T50: an administrator ends every session of a user, on every device', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const second = await signIn(served, { email: bob.email, password: 'staple battery horse' });

  const response = await served.call(`DELETE /api/users/${bob.id}/sessions`);

  t.is(response.status, 204);
  t.is((await served.call('GET /auth/me', { token: bob.token })).status, 401);
  t.is((await served.call('GET /auth/me', { token: second.token })).status, 401);
  t.is((await served.call('GET /auth/me')).status, 200);
});

test('T50: who is switched off is out at the next request, and stays out of that session for good', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const codeNow = async () => {
    const response = await served.call('GET /auth/me', { token: bob.token });
    return ((await response.json()) as WireUser)['code'];
  };

  await served.call(`POST /api/users/${bob.id}/deactivate`);
  t.is(await codeNow(), 'account_deactivated');
  await served.call(`POST /api/users/${bob.id}/activate`);

  t.is(await codeNow(), 'token_revoked');
});

test('a personal access token of somebody who is switched off rests, and works again afterwards', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const made = await served.call('POST /auth/tokens', { token: bob.token, body: { name: 'nightly' } });
  const { token } = (await made.json()) as { token: string };
  const statusNow = async () => (await served.call('GET /auth/me', { token })).status;

  await served.call(`POST /api/users/${bob.id}/deactivate`);
  t.is(await statusNow(), 401);
  await served.call(`POST /api/users/${bob.id}/activate`);

  t.is(await statusNow(), 200);
});
