import test from 'ava';
import type { Mail } from '../../host/store/outbox/mail.ts';
import { servedAdmin } from './support/identity-server.ts';
import { addUser, password, type Served, signedInUser, type WireUser } from './support/people.ts';
import { auditOf, signIn } from './support/started-identity.ts';

const day = 24 * 60 * 60 * 1000;

const invited = async ({ call }: Served): Promise<WireUser> => {
  const body = { email: ' Bob@Example.com ', name: 'Bob', send_invite: true };
  return (await (await call('POST /api/users', { body })).json()) as WireUser;
};

/** What a browser would send from the page that a link leads to. */
const follow = ({ url }: Served, link: unknown, path = '/auth/password/setup') => {
  const { searchParams } = new URL(String(link));
  const body = JSON.stringify({ ...Object.fromEntries(searchParams), password });
  return fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
};

test('an invitation is a link below the configured origin, whatever name the request was sent to', async (t) => {
  const served = await servedAdmin(t);

  const { invite_url, invite_email_sent } = await invited(served);

  const link = new URL(String(invite_url));
  t.is(`${link.origin}${link.pathname}`, 'http://localhost:8000/auth/password/setup');
  t.is(link.searchParams.get('email'), 'Bob@Example.com');
  t.regex(link.searchParams.get('token') ?? '', /^[\w-]{43}$/);
  t.is(invite_email_sent, false);
});

test('where mail can leave, the same link goes to the stored address', async (t) => {
  const mails: Mail[] = [];
  const served = await servedAdmin(t, { mails });

  const { invite_url, invite_email_sent } = await invited(served);

  t.is(invite_email_sent, true);
  t.is(mails.length, 1);
  t.like(mails[0], { recipient: 'Bob@Example.com', link: { url: invite_url } });
});

test('whoever follows an invitation chooses a password and is in, once', async (t) => {
  const served = await servedAdmin(t);
  const { invite_url } = await invited(served);

  const first = await follow(served, invite_url);
  const second = await follow(served, invite_url);

  const { access_token: token } = (await first.json()) as { access_token: string };
  t.is(first.status, 200);
  t.like(await (await served.call('GET /auth/me', { token })).json(), { email: 'Bob@Example.com' });
  t.like(await second.json(), { status: 400, code: 'link_invalid' });
});

test('an invitation is good for seven days', async (t) => {
  const served = await servedAdmin(t);
  const { invite_url } = await invited(served);
  served.clock.ms += 7 * day;

  t.is((await follow(served, invite_url)).status, 400);
});

test('the invitation of an account that is switched off lets nobody in', async (t) => {
  const served = await servedAdmin(t);
  const { id, invite_url } = await invited(served);
  await served.call(`POST /api/users/${id}/deactivate`);

  t.like(await (await follow(served, invite_url)).json(), { status: 403, code: 'account_inactive' });
});

test('creating and inviting are two rows of the audit log, and none holds the token', async (t) => {
  const served = await servedAdmin(t);
  const { id, invite_url } = await invited(served);
  const token = new URL(String(invite_url)).searchParams.get('token') ?? '';

  const log = await auditOf(served);

  const told = log.filter(({ resource }) => resource === id).map(({ action }) => action);
  t.deepEqual(told, ['user.create', 'user.invite']);
  t.false(JSON.stringify(log).includes(token));
});

test('a reset is a link to a new password; until it is used the old one stays', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);

  const response = await served.call(`POST /api/users/${bob.id}/reset-password`);

  const { reset_url, email_sent } = (await response.json()) as Record<string, unknown>;
  t.is(response.status, 200);
  t.is(response.headers.get('cache-control'), 'no-store');
  t.is(email_sent, false);
  t.regex(
    String(reset_url),
    /^http:\/\/localhost:8000\/auth\/password\/reset\?email=bob%40example.com&token=/,
  );
  t.is((await served.call('GET /auth/me', { token: bob.token })).status, 200);
});

test('a link works for one purpose only: that of a reset is no invitation', async (t) => {
  const served = await servedAdmin(t);
  const { id } = await addUser(served);
  const response = await served.call(`POST /api/users/${id}/reset-password`);
  const { reset_url } = (await response.json()) as Record<string, unknown>;

  t.is((await follow(served, reset_url)).status, 400);
});

test('a newer link voids the older one', async (t) => {
  const served = await servedAdmin(t);
  const { id } = await addUser(served);
  const tokenOf = async () => {
    const response = await served.call(`POST /api/users/${id}/reset-password`);
    const { reset_url } = (await response.json()) as { reset_url: string };
    return new URL(reset_url).searchParams.get('token') ?? '';
  };
  const take = (token: string) =>
    served.identity.doors.links.take({
      email: 'bob@example.com',
      purpose: 'password_reset',
      token,
      ip: '192.0.2.1',
    });
  const [older, newer] = [await tokenOf(), await tokenOf()];

  t.is((await take(older)).user, undefined);
  t.is((await take(newer)).user?.id, id);
});

test('a password set by an administrator signs in; sessions and links of before do not', async (t) => {
  const served = await servedAdmin(t);
  const { id, email, token } = await signedInUser(served);
  const reset = await served.call(`POST /api/users/${id}/reset-password`);
  const { reset_url } = (await reset.json()) as { reset_url: string };
  const chosen = 'another fine phrase';

  const response = await served.call(`POST /api/users/${id}/set-password`, { body: { password: chosen } });

  t.is(response.status, 204);
  t.like(await (await served.call('GET /auth/me', { token })).json(), { code: 'token_revoked' });
  await t.throwsAsync(() => signIn(served, { email, password }), { code: 'invalid_credentials' });
  t.is((await signIn(served, { email, password: chosen })).user.id, id);
  const link = {
    email,
    purpose: 'password_reset',
    token: new URL(reset_url).searchParams.get('token') ?? '',
  };
  t.is(await served.identity.doors.links.look(link), undefined);
});

test('a weak password is refused for others, too', async (t) => {
  const served = await servedAdmin(t);
  const { id } = await addUser(served);

  const short = await served.call(`POST /api/users/${id}/set-password`, { body: { password: 'short' } });
  const common = await served.call(`POST /api/users/${id}/set-password`, {
    body: { password: 'password123' },
  });

  t.like(await short.json(), { status: 400, code: 'weak_password' });
  t.like(await common.json(), { status: 400, code: 'weak_password' });
});
