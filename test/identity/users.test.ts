import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { servedAdmin } from './support/identity-server.ts';
import { addUser, type WireUser } from './support/people.ts';
import { auditOf } from './support/started-identity.ts';

test('a new user has no group, no invitation, and is shown in full', async (t) => {
  const { call } = await servedAdmin(t);

  const response = await call('POST /api/users', {
    body: { email: ' Bob@Example.com', name: ' Bob ', favourite: 'blue' },
  });

  const { id, ...user } = (await response.json()) as WireUser;
  t.is(response.status, 201);
  t.is(typeof id, 'string');
  t.deepEqual(user, {
    email: 'Bob@Example.com',
    name: 'Bob',
    role: 'user',
    is_admin: false,
    is_sso_user: false,
    groups: [],
    active: true,
    created_at: '2026-03-01T12:00:00.000+00:00',
    deactivated_at: null,
    invite_url: null,
    invite_email_sent: null,
  });
});

test('one user is read by id, with groups and where they come from', async (t) => {
  const { call, user } = await servedAdmin(t);

  const response = await call(`GET /api/users/${user.id}`);

  t.is(response.status, 200);
  likeWhole(t, await response.json(), {
    email: 'Ada@Example.com',
    role: 'admin',
    is_admin: true,
    groups: [{ name: 'Admin', is_system: true, origin: 'system' }],
  });
});

test('an address can be had once, however it is spelled', async (t) => {
  const served = await servedAdmin(t);
  await addUser(served, 'bob@example.com');

  const again = await served.call('POST /api/users', { body: { email: 'ＢＯＢ@EXAMPLE.com', name: 'B' } });

  t.is(again.status, 409);
  t.like(await again.json(), { code: 'user_exists' });
});

test('a user needs an address of a person and a name', async (t) => {
  const { call } = await servedAdmin(t);
  const codeOf = async (body: object) => {
    const response = await call('POST /api/users', { body });
    return [response.status, ((await response.json()) as WireUser)['code']];
  };

  t.deepEqual(await codeOf({ email: 'bob', name: 'Bob' }), [400, 'invalid_email']);
  t.deepEqual(await codeOf({ email: 'bob@system.local', name: 'Bob' }), [409, 'reserved_email']);
  t.deepEqual(await codeOf({ email: 'bob@example.com', name: '  ' }), [400, 'blank_name']);
  t.deepEqual(await codeOf({ email: 'bob@example.com' }), [422, 'invalid_input']);
});

test('of 20 who add one address at the same moment exactly one does', async (t) => {
  const { call, store } = await servedAdmin(t);
  const body = { email: 'bob@example.com', name: 'Bob' };

  const responses = await Promise.all(Array.from({ length: 20 }, () => call('POST /api/users', { body })));

  const statuses = responses.map(({ status }) => status).sort();
  t.deepEqual(statuses, [201, ...Array.from({ length: 19 }, () => 409)]);
  const bobs = store.read.selectFrom('users').select('id').where('email_key', '=', 'bob@example.com');
  t.is((await bobs.execute()).length, 1);
});

test('the list finds people by a part of their name or address', async (t) => {
  const served = await servedAdmin(t);
  await addUser(served, 'carol@other.example');
  const emailsFor = async (query: string) => {
    const list = (await (await served.call(`GET /api/users${query}`)).json()) as WireUser[];
    return list.map(({ email }) => email);
  };

  t.deepEqual(await emailsFor(''), ['scheduler@system.local', 'Ada@Example.com', 'carol@other.example']);
  t.deepEqual(await emailsFor('?q=OTHER'), ['carol@other.example']);
  t.deepEqual(await emailsFor('?q=aDA'), ['Ada@Example.com']);
  t.deepEqual(await emailsFor('?q=%25'), []);
});

test('with a limit the list comes in pages, and the last one leads nowhere', async (t) => {
  const served = await servedAdmin(t);
  await addUser(served);

  const first = await served.call('GET /api/users?limit=2');
  const link = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await served.call(`GET ${link}`);

  t.is(((await first.json()) as WireUser[]).length, 2);
  t.true(link.includes(encodeURIComponent(first.headers.get('x-next-cursor') ?? 'none')));
  likeWhole(t, await second.json(), [{ email: 'bob@example.com' }]);
  t.is(second.headers.get('x-next-cursor'), null);
});

test('a user is renamed, and nothing else changes', async (t) => {
  const served = await servedAdmin(t);
  const { id } = await addUser(served);

  const response = await served.call(`PATCH /api/users/${id}`, { body: { name: ' Robert ' } });

  t.is(response.status, 200);
  t.like(await response.json(), { id, name: 'Robert', active: true, deactivated_at: null });
  const blank = await served.call(`PATCH /api/users/${id}`, { body: { name: ' ' } });
  t.like(await blank.json(), { status: 400, code: 'blank_name' });
});

test('a switched off account says since when, and again on it is as before', async (t) => {
  const served = await servedAdmin(t);
  const { id } = await addUser(served);

  const off = await served.call(`POST /api/users/${id}/deactivate`);
  served.clock.ms += 60_000;
  const again = await served.call(`PATCH /api/users/${id}`, { body: { active: false } });
  const on = await served.call(`POST /api/users/${id}/activate`);

  t.like(await off.json(), { active: false, deactivated_at: '2026-03-01T12:00:00.000+00:00' });
  t.like(await again.json(), { active: false, deactivated_at: '2026-03-01T12:00:00.000+00:00' });
  t.like(await on.json(), { active: true, deactivated_at: null });
});

test('every change of a user is in the audit log, with who made it and whom it is about', async (t) => {
  const served = await servedAdmin(t);
  const { id } = await addUser(served);
  await served.call(`PATCH /api/users/${id}`, { body: { name: 'Robert' } });
  await served.call(`DELETE /api/users/${id}`);

  const told = (await auditOf(served)).filter(({ resource }) => resource === id);

  t.deepEqual(
    told.map(({ action, user_email }) => `${action} by ${user_email}`),
    ['user.create by Ada@Example.com', 'user.update by Ada@Example.com', 'user.delete by Ada@Example.com'],
  );
});
