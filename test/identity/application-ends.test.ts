import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { connected, form, opens, register, renew } from './support/applications.ts';
import { servedAdmin } from './support/identity-server.ts';
import { password, type Served } from './support/people.ts';
import { auditOf, deactivate } from './support/started-identity.ts';

type Connection = Awaited<ReturnType<typeof connected>>;

/** What is left of a connection: its access token at /mcp, and its refresh token. */
const left = async (served: Served, { access, refresh, clientId }: Connection) => [
  await opens(served, access),
  (await renew(served, clientId, { token: refresh })).body['error'] ?? 'renewed',
];

const nothing = ['token_revoked', 'invalid_grant'];

test('N60: a new password, signing out everywhere and an administrator end what was connected', async (t) => {
  const served = await servedAdmin(t);
  const { call } = served;
  const [changed, everywhere, ended, out] = [
    await connected(served, 'a@example.com'),
    await connected(served, 'b@example.com'),
    await connected(served, 'c@example.com'),
    await connected(served, 'd@example.com'),
  ];

  await call(`POST /api/users/${changed.userId}/set-password`, { body: { password: `${password}!` } });
  await call('POST /auth/logout', { token: everywhere.session, body: { all: true } });
  await call(`DELETE /api/users/${ended.userId}/sessions`);
  await call('POST /auth/logout', { token: out.session });

  t.deepEqual(await left(served, changed), nothing);
  t.deepEqual(await left(served, everywhere), nothing);
  t.deepEqual(await left(served, ended), nothing);
  t.deepEqual(await left(served, out), ['oauth', 'renewed']);
});

test('N60: whoever is switched off or removed has nothing connected any more', async (t) => {
  const served = await servedAdmin(t);
  const off = await connected(served, 'a@example.com');
  const gone = await connected(served, 'b@example.com');

  await deactivate(served, off.userId);
  await served.call(`DELETE /api/users/${gone.userId}`);

  t.deepEqual(await left(served, off), ['account_deactivated', 'invalid_grant']);
  t.is((await left(served, gone))[1], 'invalid_grant');
  t.not((await left(served, gone))[0], 'oauth');
});

test('people see and revoke what they connected; administrators that of everybody; nobody else does', async (t) => {
  const served = await servedAdmin(t);
  const { call } = served;
  const own = await connected(served, 'a@example.com');
  const other = await connected(served, 'b@example.com');
  const listed = async (path: string, token?: string) =>
    (await (await call(path, token === undefined ? {} : { token })).json()) as readonly Record<
      string,
      string
    >[];
  const [mine] = await listed('GET /auth/tokens', own.session);
  const all = await listed('GET /auth/admin/tokens');
  const theirs = all.find(({ user_email }) => user_email === 'b@example.com');

  likeWhole(t, mine, {
    kind: 'oauth',
    name: 'Desk agent',
    scopes: ['read', 'marketplace'],
    revoked_at: null,
  });
  t.deepEqual(all.map(({ user_email }) => user_email).sort(), ['a@example.com', 'b@example.com']);
  t.is((await call(`DELETE /auth/tokens/${theirs?.['id']}`, { token: own.session })).status, 404);
  t.deepEqual(await left(served, other), ['oauth', 'renewed']);
  t.is((await call(`DELETE /auth/tokens/${mine?.['id']}`, { token: own.session })).status, 204);
  t.is((await call(`DELETE /auth/admin/tokens/${theirs?.['id']}`)).status, 204);
  t.deepEqual(await left(served, own), nothing);
  t.is(await opens(served, other.access), 'token_revoked');
});

test('an application ends its own connection with either token, and nobody elses', async (t) => {
  const served = await servedAdmin(t);
  const first = await connected(served, 'a@example.com');
  const second = await connected(served, 'b@example.com');
  const revoke = async (token: string, client_id: string) =>
    (await form(served, '/oauth/revoke', { token, client_id })).status;

  t.is(await revoke(first.access, second.clientId), 200);
  t.is(await revoke('no token of anybody', first.clientId), 200);
  t.is(await revoke(first.session, first.clientId), 200);
  t.deepEqual([await opens(served, first.access), await opens(served, second.access)], ['oauth', 'oauth']);
  t.is((await served.call('GET /auth/me', { token: first.session })).status, 200);
  t.is(await revoke(first.access, first.clientId), 200);
  t.is(await revoke(second.refresh, second.clientId), 200);
  t.deepEqual(await left(served, first), nothing);
  t.deepEqual(await left(served, second), nothing);
});

test('what is done with applications is in the audit log, and no code or token is in the database', async (t) => {
  const served = await servedAdmin(t);
  const { clientId, access, refresh, code } = await connected(served);
  const { body } = await renew(served, clientId, { token: refresh });
  await renew(served, clientId, { token: refresh });

  const actions = (await auditOf(served))
    .map(({ action }) => action)
    .filter((one) => one.startsWith('oauth'));

  t.deepEqual(actions, ['oauth.register', 'oauth.approved', 'oauth.connect', 'oauth.renew', 'oauth.end']);
  const { read } = served.store;
  const stored = JSON.stringify(
    [
      await read.selectFrom('sessions').selectAll().execute(),
      await read.selectFrom('one_shot_tokens').selectAll().execute(),
      await read.selectFrom('oauth_clients').selectAll().execute(),
      await read.selectFrom('audit_log').selectAll().execute(),
    ],
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  );
  for (const secret of [access, refresh, code, String(body['access_token']), String(body['refresh_token'])])
    t.false(stored.includes(secret));
});

test('T62: what strangers send again and again, and at any length, does not fill the audit log', async (t) => {
  const served = await servedAdmin(t);
  const { clientId, refresh } = await connected(served);
  const long = Array.from({ length: 10 }, (_, index) => `https://a.example/${index}${'x'.repeat(1_900)}`);

  await register(served, long);
  for (let tries = 0; tries < 4; tries += 1) await renew(served, clientId, { token: refresh });

  const rows = await auditOf(served);
  t.is(rows.filter(({ action }) => action === 'oauth.end').length, 1);
  const registered = rows.filter(({ action }) => action === 'oauth.register').map(({ params }) => params);
  t.is(registered[1], '{"name":"Desk agent","redirect_hosts":["a.example"]}');
});
