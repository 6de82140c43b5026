import test from 'ava';
import { serve, servedAdmin } from './support/identity-server.ts';
import { admin, auditOf, intentOf, startedIdentity } from './support/started-identity.ts';

const json = { 'content-type': 'application/json' };

test('POST /auth/token answers a bearer token that no cache keeps', async (t) => {
  const { url, user } = await servedAdmin(t);

  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ ...admin, remember_me: true }),
  });

  const { access_token, ...rest } = (await response.json()) as Record<string, string>;
  t.is(response.status, 200);
  t.deepEqual(rest, { token_type: 'bearer', user_id: user.id, email: 'Ada@Example.com', role: 'admin' });
  t.is(access_token?.split('.').length, 3);
  t.is(response.headers.get('cache-control'), 'no-store');
});

test('a wrong password is a 401 problem', async (t) => {
  const { url } = await servedAdmin(t);

  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: admin.email }),
  });

  t.is(response.status, 401);
  t.is(response.headers.get('www-authenticate'), 'Bearer realm="agnes"');
  t.like(await response.json(), { code: 'invalid_credentials', detail: 'E-mail or password is wrong.' });
});

test('the eleventh sign-in within a minute is told to wait', async (t) => {
  const { url } = await servedAdmin(t);
  const attempt = () => fetch(`${url}/auth/token`, { method: 'POST', headers: json, body: '{}' });
  await Promise.all(Array.from({ length: 10 }, attempt));

  t.is((await attempt()).status, 429);
});

test('POST /auth/bootstrap takes the code from the header and sets the cookie', async (t) => {
  const started = await startedIdentity(t);
  await started.identity.provision({});
  const issued = await started.identity.issueSetupCode();
  const url = await serve(t, started);

  const response = await fetch(`${url}/auth/bootstrap`, {
    method: 'POST',
    headers: { ...json, 'x-setup-code': issued?.code ?? '' },
    body: JSON.stringify({ email: 'ada@example.com' }),
  });

  t.is(response.status, 200);
  t.like(await response.json(), { email: 'ada@example.com', role: 'admin' });
  t.regex(
    response.headers.get('set-cookie') ?? '',
    /^access_token=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400$/,
  );
});

test('GET /auth/me says who one is and for how long', async (t) => {
  const { call, user } = await servedAdmin(t);

  const me = await (await call('GET /auth/me')).json();

  t.deepEqual(me, {
    user_id: user.id,
    email: 'Ada@Example.com',
    name: 'Ada',
    is_admin: true,
    groups: [{ id: '00000000-0000-7000-8000-000000000001', name: 'Admin', is_system: true }],
    token_kind: 'session',
    scopes: null,
    expires_at: '2026-03-02T12:00:00.000+00:00',
  });
});

test('POST /auth/logout ends the session and takes the cookie away', async (t) => {
  const { call } = await servedAdmin(t);

  const response = await call('POST /auth/logout');

  t.is(response.status, 204);
  t.is(response.headers.get('set-cookie'), 'access_token=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
  t.like(await (await call('GET /auth/me')).json(), { code: 'token_revoked' });
});

test('a form that logs out is sent to the sign-in page', async (t) => {
  const { url, token } = await servedAdmin(t);

  const response = await fetch(`${url}/auth/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: `access_token=${token}`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
  });

  t.is(response.status, 303);
  t.is(response.headers.get('location'), '/login');
});

test('logging out everywhere ends every session of the caller and nobody else', async (t) => {
  const { call, url, identity } = await servedAdmin(t);
  const seed = { seedAdminEmail: 'bob@example.com', seedAdminPassword: admin.password };
  await identity.provision(seed);
  const other = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: 'bob@example.com', password: admin.password }),
  });
  const second = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(admin),
  });
  const [bob, ada] = [await other.json(), await second.json()] as { access_token: string }[];

  t.is((await call('POST /auth/logout', { body: { all: true } })).status, 204);

  t.is((await call('GET /auth/me', { token: ada?.access_token ?? '' })).status, 401);
  t.is((await call('GET /auth/me', { token: bob?.access_token ?? '' })).status, 200);
});

test('a personal access token ends itself, and no session', async (t) => {
  const { call, identity, principal } = await servedAdmin(t);
  const draft = { name: 'nightly', expiresInDays: 1 };
  const { token } = await identity.tokens.create(principal, draft, intentOf('token.create'));

  const everywhere = await call('POST /auth/logout', { token, body: { all: true } });
  t.is(everywhere.status, 403);
  t.like(await everywhere.json(), { code: 'session_required' });
  t.is((await call('POST /auth/logout', { token })).status, 204);

  t.like(await (await call('GET /auth/me', { token })).json(), { code: 'token_revoked' });
  t.is((await call('GET /auth/me')).status, 200);
});

test('an unknown key of a new operation is refused', async (t) => {
  const { call } = await servedAdmin(t);

  t.is((await call('POST /auth/logout', { body: { everything: true } })).status, 422);
});

test('a body above 4 KiB is refused at the door', async (t) => {
  const { call } = await servedAdmin(t);

  t.is((await call('POST /auth/token', { body: { email: 'a'.repeat(5000) } })).status, 413);
});

test('the audit row of a sign-in carries the request and the user', async (t) => {
  const started = await servedAdmin(t);
  await started.call('POST /auth/logout');

  const log = await auditOf(started);

  t.like(log.at(-1), { action: 'session.revoke', user_email: 'Ada@Example.com', params: '{"all":false}' });
});
