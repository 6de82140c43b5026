import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { ask, publicly, startedDevice } from './support/device.ts';
import { servedAdmin } from './support/identity-server.ts';
import { type Served, signedInUser } from './support/people.ts';
import { auditOf } from './support/started-identity.ts';

const approve = ({ call }: Served, user_code: string, more: object = {}) =>
  call('POST /auth/device/approve', { body: { user_code, ...more } });

test('a device is told two codes, where to confirm, and how long it has', async (t) => {
  const served = await servedAdmin(t);

  const response = await publicly(served, '/auth/device/code', { client: 'laptop' });

  const { device_code, user_code, ...rest } = (await response.json()) as Record<string, unknown>;
  t.is(response.status, 200);
  t.is(response.headers.get('cache-control'), 'no-store');
  t.regex(String(device_code), /^[\w-]{43}$/);
  t.regex(String(user_code), /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  t.deepEqual(rest, { verification_uri: 'http://localhost:8000/device', expires_in: 600, interval: 5 });
});

test('neither code is readable in the database', async (t) => {
  const served = await servedAdmin(t);
  const { device_code, user_code } = await startedDevice(served);

  const rows = JSON.stringify(await served.store.read.selectFrom('one_shot_tokens').selectAll().execute());

  t.false(rows.includes(device_code));
  t.false(rows.includes(user_code) || rows.includes(user_code.replace('-', '')));
});

test('a device that was confirmed gets a token of 90 days, named after itself', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served, 'ada’s laptop');
  t.is((await approve(served, device.user_code)).status, 204);

  const { id, token, ...rest } = await ask(served, device);

  t.deepEqual(rest, {
    status: 200,
    name: 'ada’s laptop',
    prefix: String(id).slice(0, 8),
    created_at: '2026-03-01T12:00:00.000+00:00',
    expires_at: '2026-05-30T12:00:00.000+00:00',
  });
  t.like(await (await served.call('GET /auth/me', { token: String(token) })).json(), {
    email: 'Ada@Example.com',
    token_kind: 'pat',
    scopes: null,
  });
});

test('the person chooses what the token may do', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served);
  await approve(served, device.user_code, { scopes: ['read', 'sync'] });

  const { token } = await ask(served, device);

  const me = await served.call('GET /auth/me', { token: String(token) });
  likeWhole(t, await me.json(), { scopes: ['read', 'sync'] });
});

test('case, spaces and the dash of a typed code do not count', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served);
  const typed = ` ${device.user_code.toLowerCase().replace('-', ' ')} `;

  t.is((await approve(served, typed)).status, 204);
});

test('until somebody decides, the device is told to wait; asking too often makes it wait longer', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served);
  const codeAfter = async (seconds: number) => {
    served.clock.ms += seconds * 1000;
    const { code, interval } = await ask(served, device);
    return [code, interval];
  };

  t.deepEqual(await codeAfter(0), ['authorization_pending', undefined]);
  t.deepEqual(await codeAfter(4), ['slow_down', 10]);
  t.deepEqual(await codeAfter(9), ['slow_down', 15]);
  t.deepEqual(await codeAfter(15), ['authorization_pending', undefined]);
});

test('a device that somebody denies is told so, and its code works for nobody any more', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served);

  const denied = await served.call('POST /auth/device/deny', { body: { user_code: device.user_code } });

  t.is(denied.status, 204);
  t.like(await ask(served, device), { status: 400, code: 'access_denied' });
  t.like(await (await approve(served, device.user_code)).json(), { status: 404, code: 'user_code_unknown' });
});

test('after ten minutes neither code works', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served);
  served.clock.ms += 600_000;

  t.like(await ask(served, device), { status: 400, code: 'expired_token' });
  t.is((await approve(served, device.user_code)).status, 404);
});

test('a code that was never given out is an expired one', async (t) => {
  const served = await servedAdmin(t);

  t.like(await ask(served, { device_code: 'made-up', user_code: '' }), {
    status: 400,
    code: 'expired_token',
  });
});

test('of 9 questions at the same moment exactly one gets the token', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served);
  await approve(served, device.user_code);

  const answers = await Promise.all(Array.from({ length: 9 }, () => ask(served, device)));

  t.is(answers.filter(({ status }) => status === 200).length, 1);
  t.is(answers.filter(({ code }) => code === 'expired_token').length, 8);
  t.is((await served.store.read.selectFrom('personal_access_tokens').select('id').execute()).length, 1);
});

test('whoever is switched off between yes and the token gives none', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const device = await startedDevice(served);
  const body = { user_code: device.user_code };
  await served.call('POST /auth/device/approve', { token: bob.token, body });
  await served.call(`POST /api/users/${bob.id}/deactivate`);

  t.like(await ask(served, device), { status: 400, code: 'expired_token' });
});

test('confirming and the token are in the audit log, with the person behind both', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served, 'laptop');
  await approve(served, device.user_code, { scopes: ['read'] });
  const { id } = await ask(served, device);

  const [approved, created] = (await auditOf(served)).slice(-2);

  t.like(approved, { action: 'device.approved', user_email: 'Ada@Example.com' });
  likeWhole(t, JSON.parse(approved?.params ?? ''), { client: 'laptop', scopes: ['read'] });
  t.like(created, { action: 'token.create', user_email: 'Ada@Example.com', resource: id });
});

test('the eleventh question of an address within a minute is told to wait', async (t) => {
  const served = await servedAdmin(t);
  const device = { device_code: 'made-up', user_code: '' };
  await Promise.all(Array.from({ length: 10 }, () => ask(served, device)));

  t.is((await ask(served, device))['status'], 429);
});
