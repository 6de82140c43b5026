import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { servedAdmin } from './support/identity-server.ts';
import { auditOf, signIn } from './support/started-identity.ts';

interface Token {
  readonly id: string;
  readonly token: string;
  readonly [key: string]: unknown;
}

type Call = Awaited<ReturnType<typeof servedAdmin>>['call'];

const made = async (call: Call, body: object): Promise<Token> =>
  (await (await call('POST /auth/tokens', { body })).json()) as Token;

test('a new token is shown once, lasts 90 days and works', async (t) => {
  const { call } = await servedAdmin(t);

  const response = await call('POST /auth/tokens', { body: { name: ' nightly ' } });

  const { id, token, ...rest } = (await response.json()) as Token;
  t.is(response.status, 201);
  t.is(response.headers.get('cache-control'), 'no-store');
  t.deepEqual(rest, {
    name: 'nightly',
    prefix: id.slice(0, 8),
    expires_at: '2026-05-30T12:00:00.000+00:00',
    created_at: '2026-03-01T12:00:00.000+00:00',
  });
  t.like(await (await call('GET /auth/me', { token })).json(), { token_kind: 'pat', scopes: null });
});

test('a token is only stored as a hash', async (t) => {
  const { call, store } = await servedAdmin(t);
  const { token } = await made(call, { name: 'nightly' });

  const [row] = await store.read.selectFrom('personal_access_tokens').selectAll().execute();

  t.regex(row?.token_hash ?? '', /^[0-9a-f]{64}$/);
  t.false(JSON.stringify(row).includes(token));
});

test('a token can live for ever, and then it has no expiry anywhere', async (t) => {
  const { call, clock } = await servedAdmin(t);
  const { token, expires_at } = await made(call, { name: 'nightly', expires_in_days: null });
  clock.ms += 20 * 365 * 24 * 60 * 60 * 1000;

  t.is(expires_at, null);
  t.like(await (await call('GET /auth/me', { token })).json(), { expires_at: null });
});

test('a token ends with its days', async (t) => {
  const { call, clock } = await servedAdmin(t);
  const { token } = await made(call, { name: 'nightly', expires_in_days: 1 });
  clock.ms += 24 * 60 * 60 * 1000;

  t.like(await (await call('GET /auth/me', { token })).json(), { code: 'token_expired' });
});

test('a blank name is a bad request', async (t) => {
  const { call } = await servedAdmin(t);

  const response = await call('POST /auth/tokens', { body: { name: '  ' } });

  t.is(response.status, 400);
  t.like(await response.json(), { code: 'blank_name' });
});

test('days outside 1 to 3650, unknown scopes and an empty list of scopes do not fit', async (t) => {
  const { call } = await servedAdmin(t);
  const statusOf = async (more: object) =>
    (await call('POST /auth/tokens', { body: { name: 'x', ...more } })).status;

  t.is(await statusOf({ expires_in_days: 0 }), 422);
  t.is(await statusOf({ expires_in_days: 3651 }), 422);
  t.is(await statusOf({ scopes: ['everything'] }), 422);
  t.is(await statusOf({ scopes: [] }), 422);
  t.is(await statusOf({ expires_in_days: 3650, scopes: ['read', 'sync'] }), 201);
});

test('a token with scopes reaches what they name and no more, though its owner is administrator', async (t) => {
  const { call } = await servedAdmin(t);
  const reader = await made(call, { name: 'reader', scopes: ['read'] });
  const feed = await made(call, { name: 'feed', scopes: ['marketplace'] });

  likeWhole(t, await (await call('GET /auth/me', reader)).json(), { scopes: ['read'], is_admin: true });
  t.like(await (await call(`DELETE /auth/tokens/${feed.id}`, reader)).json(), { code: 'scope_missing' });
  t.like(await (await call('GET /auth/me', feed)).json(), { code: 'scope_missing' });
});

test('a token cannot make tokens', async (t) => {
  const { call } = await servedAdmin(t);
  const { token } = await made(call, { name: 'nightly' });

  const response = await call('POST /auth/tokens', { token, body: { name: 'child' } });

  t.is(response.status, 403);
  t.like(await response.json(), { code: 'session_required' });
});

test('the list shows the newest first, revoked ones too, and never a value', async (t) => {
  const { call, clock } = await servedAdmin(t);
  const first = await made(call, { name: 'first' });
  clock.ms += 1000;
  const second = await made(call, { name: 'second', scopes: ['read'] });
  await call(`DELETE /auth/tokens/${first.id}`);

  const list = (await (await call('GET /auth/tokens')).json()) as Token[];

  t.deepEqual(list[0], {
    id: second.id,
    name: 'second',
    kind: 'pat',
    prefix: second['prefix'],
    created_at: '2026-03-01T12:00:01.000+00:00',
    expires_at: '2026-05-30T12:00:01.000+00:00',
    last_used_at: null,
    revoked_at: null,
    scopes: ['read'],
  });
  t.like(list[1], { id: first.id, revoked_at: '2026-03-01T12:00:01.000+00:00', scopes: null });
});

test('a revoked token is refused at the very next request, and revoking it again changes nothing', async (t) => {
  const started = await servedAdmin(t);
  const { call, clock } = started;
  const { id, token } = await made(call, { name: 'nightly' });

  t.is((await call(`DELETE /auth/tokens/${id}`)).status, 204);
  t.like(await (await call('GET /auth/me', { token })).json(), { code: 'token_revoked' });
  clock.ms += 1000;
  t.is((await call(`DELETE /auth/tokens/${id}`)).status, 204);

  t.like(await (await call(`GET /auth/tokens/${id}`)).json(), {
    revoked_at: '2026-03-01T12:00:00.000+00:00',
  });
  const actions = (await auditOf(started)).map(({ action, resource }) => `${action} ${resource}`);
  t.true(actions.includes(`token.create ${id}`));
  t.true(actions.includes(`token.revoke ${id}`));
});

test('tokens of others are as good as absent', async (t) => {
  const started = await servedAdmin(t);
  const { call, identity } = started;
  const { id } = await made(call, { name: 'nightly' });
  const bob = { email: 'bob@example.com', password: 'correct horse battery' };
  await identity.provision({ seedAdminEmail: bob.email, seedAdminPassword: bob.password });
  const { token } = await signIn(started, bob);

  const [seen, ended, listed] = await Promise.all([
    call(`GET /auth/tokens/${id}`, { token }),
    call(`DELETE /auth/tokens/${id}`, { token }),
    call('GET /auth/tokens', { token }),
  ]);

  t.deepEqual([seen.status, ended.status], [404, 404]);
  t.like(await seen.json(), { code: 'token_not_found' });
  t.deepEqual(await listed.json(), []);
});
