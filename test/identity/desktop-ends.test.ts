import test from 'ava';
import { decodeJwt, SignJWT } from 'jose';
import { devicesOf, linkedDevice, renew } from './support/desktop.ts';
import { servedAdmin } from './support/identity-server.ts';
import { type Served, signedInUser } from './support/people.ts';
import { desktopKey, key } from './support/started-identity.ts';

const day = 24 * 60 * 60 * 1000;

const linkedBob = async (served: Served) => {
  const bob = await signedInUser(served);
  const { token: device } = await linkedDevice(served, { token: bob.token });
  return { ...bob, device };
};

test('N60: the devices of somebody who is switched off are unlinked for good', async (t) => {
  const served = await servedAdmin(t);
  const { id, device } = await linkedBob(served);

  await served.call(`POST /api/users/${id}/deactivate`);
  t.like(await renew(served, device), { status: 401, code: 'account_deactivated' });
  await served.call(`POST /api/users/${id}/activate`);

  t.like(await renew(served, device), { status: 401, code: 'token_revoked' });
});

test('a desktop token ends after 30 days and is no longer shown', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);
  served.clock.ms += 30 * day;

  t.like(await renew(served, token), { status: 401, code: 'token_expired' });
  t.deepEqual(await served.identity.accounts.linkedDevices.list(served.user.id), []);
});

test('N61: a stolen desktop key alone links nothing', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);
  const { jti = '', ...claims } = decodeJwt(token);
  const signed = (more: object) =>
    new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(desktopKey);

  t.like(await renew(served, await signed({ jti: 'made-up' })), { status: 401, code: 'token_unknown' });
  t.like(await renew(served, await signed({ jti })), { status: 401, code: 'token_mismatch' });
  t.is((await devicesOf(served)).length, 1);
});

test('a token with every claim of a desktop token, signed with the key of sessions, is none', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);
  const forged = await new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'HS256' }).sign(key);

  t.like(await renew(served, forged), { status: 401, code: 'invalid_token' });
});

test('a desktop token is only stored as a hash', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);

  const rows = await served.store.read.selectFrom('desktop_links').selectAll().execute();

  t.regex(rows[0]?.token_hash ?? '', /^[0-9a-f]{64}$/);
  t.false(JSON.stringify(rows).includes(token));
});

test('a ticket opens the notification channel once, within 30 seconds', async (t) => {
  const served = await servedAdmin(t);
  const { wsTickets } = served.identity.accounts;
  const ask = async () => {
    const response = await served.call('POST /api/ws/ticket');
    return (await response.json()) as { ticket: string; expires_in: number };
  };
  const { ticket, expires_in } = await ask();

  t.is(expires_in, 30);
  t.deepEqual(await wsTickets.take(ticket, '192.0.2.1'), {
    userId: served.user.id,
    kind: 'session',
    tokenId: served.principal.tokenId,
  });
  t.is(await wsTickets.take(ticket, '192.0.2.1'), undefined);
  const late = await ask();
  served.clock.ms += 30_000;
  t.is(await wsTickets.take(late.ticket, '192.0.2.1'), undefined);
});
