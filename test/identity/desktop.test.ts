import test from 'ava';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { likeWhole } from '../support/like-whole.ts';
import { devicesOf, invitation, linkedDevice, renew } from './support/desktop.ts';
import { publicly } from './support/device.ts';
import { servedAdmin } from './support/identity-server.ts';
import { signedInUser } from './support/people.ts';
import { auditOf } from './support/started-identity.ts';

test('a signed-in person gets a code and the address that hands it to the program', async (t) => {
  const { call } = await servedAdmin(t);

  const response = await call('POST /api/desktop/link');

  const { code, url, expires_in } = (await response.json()) as Record<string, unknown>;
  t.is(response.headers.get('cache-control'), 'no-store');
  t.is(expires_in, 600);
  t.is(url, `agnes://link?code=${code}&server=http%3A%2F%2Flocalhost%3A8000`);
});

test('for the code a device gets a token of its own, for 30 days', async (t) => {
  const served = await servedAdmin(t);
  const code = await invitation(served);

  const response = await publicly(served, '/api/desktop/token', { code, device_name: 'desk' });

  const { token, ...rest } = (await response.json()) as { token: string };
  t.is(response.status, 200);
  t.deepEqual(rest, {
    expires_at: '2026-03-31T12:00:00.000+00:00',
    user: { id: served.user.id, email: 'Ada@Example.com', name: 'Ada' },
  });
  t.is(decodeProtectedHeader(token).alg, 'HS256');
  t.like(decodeJwt(token), {
    iss: 'http://localhost:8000',
    aud: 'agnes-desktop',
    sub: served.user.id,
    typ: 'desktop',
  });
});

test('a code works once: of 9 devices at the same moment exactly one is linked', async (t) => {
  const served = await servedAdmin(t);
  const code = await invitation(served);

  const answers = await Promise.all(
    Array.from({ length: 9 }, () => publicly(served, '/api/desktop/token', { code })),
  );

  t.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array.from({ length: 8 }, () => 401)]);
  t.is((await devicesOf(served)).length, 1);
});

test('a code is worth nothing after ten minutes, after a newer one, or when it is made up', async (t) => {
  const served = await servedAdmin(t);
  const statusOf = async (code: string) => (await publicly(served, '/api/desktop/token', { code })).status;
  const [older, newer] = [await invitation(served), await invitation(served)];

  t.is(await statusOf(older), 401);
  t.is(await statusOf('made-up'), 401);
  served.clock.ms += 600_000;
  t.is(await statusOf(newer), 401);
});

test('without a code or a token there is nothing to get', async (t) => {
  const served = await servedAdmin(t);

  const response = await publicly(served, '/api/desktop/token', {});

  t.like(await response.json(), { status: 401, code: 'missing_credentials' });
});

test('the person sees the linked devices, and when they were last used', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served, { device_name: 'desk' });
  served.clock.ms += 90_000;
  await served.identity.accounts.desktopLinks.verify(token);
  await served.store.keep(async () => undefined);

  const [device] = await devicesOf(served);

  t.deepEqual(device, {
    jti: decodeJwt(token).jti,
    device_name: 'desk',
    created_at: '2026-03-01T12:00:00.000+00:00',
    expires_at: '2026-03-31T12:00:00.000+00:00',
    last_used_at: '2026-03-01T12:01:30.000+00:00',
  });
});

test('a device renews its token; the old one ends and the name stays', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served, { device_name: 'desk' });

  const renewed = await renew(served, token);

  t.is(renewed['status'], 200);
  t.like(await renew(served, token), { status: 401, code: 'token_revoked' });
  likeWhole(t, await devicesOf(served), [
    { jti: decodeJwt(String(renewed['token'])).jti, device_name: 'desk' },
  ]);
});

test('of 9 renewals of one token at the same moment exactly one succeeds', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);

  const answers = await Promise.all(Array.from({ length: 9 }, () => renew(served, token)));

  t.is(answers.filter(({ status }) => status === 200).length, 1);
  t.is((await devicesOf(served)).length, 1);
});

test('a person unlinks one device, or all', async (t) => {
  const served = await servedAdmin(t);
  const [first, second] = [await linkedDevice(served), await linkedDevice(served)];

  t.is((await served.call(`DELETE /api/desktop/link/${decodeJwt(first.token).jti}`)).status, 204);
  t.like(await renew(served, first.token), { code: 'token_revoked' });
  t.is((await devicesOf(served)).length, 1);
  t.is((await served.call('DELETE /api/desktop/link')).status, 204);

  t.like(await renew(served, second.token), { code: 'token_revoked' });
});

test('a device unlinks itself and no other', async (t) => {
  const served = await servedAdmin(t);
  const [first, second] = [await linkedDevice(served), await linkedDevice(served)];
  const { token } = first;

  const other = await served.call(`DELETE /api/desktop/link/${decodeJwt(second.token).jti}`, { token });
  const own = await served.call('DELETE /api/desktop/link', { token });

  t.like(await other.json(), { status: 404, code: 'desktop_link_unknown' });
  t.is(own.status, 204);
  t.deepEqual(
    (await devicesOf(served)).map(({ jti }) => jti),
    [decodeJwt(second.token).jti],
  );
});

test('devices of others are as good as absent', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const { token } = await linkedDevice(served);

  const response = await served.call(`DELETE /api/desktop/link/${decodeJwt(token).jti}`, {
    token: bob.token,
  });

  t.like(await response.json(), { status: 404, code: 'desktop_link_unknown' });
  t.deepEqual(await devicesOf(served, bob.token), []);
});

test('linking, renewing and unlinking are audited, with the person behind each', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served, { device_name: 'desk' });
  await renew(served, token);
  await served.call('DELETE /api/desktop/link');

  const told = (await auditOf(served)).slice(-3);

  t.deepEqual(
    told.map(({ action, user_email }) => `${action} by ${user_email}`),
    [
      'desktop.link by Ada@Example.com',
      'desktop.link by Ada@Example.com',
      'desktop.unlink by Ada@Example.com',
    ],
  );
});
