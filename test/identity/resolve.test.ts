import test from 'ava';
import { SignJWT } from 'jose';
import { signToken } from '../../host/identity/credentials/access-token.ts';
import { deactivate, intentOf, key, origin, startedIdentity, withAdmin } from './support/started-identity.ts';

const { ip } = origin;
const day = 24 * 60 * 60 * 1000;

test('a session says who is asking, and whether they are an administrator', async (t) => {
  const { identity, token, user } = await withAdmin(await startedIdentity(t));

  const principal = await identity.resolve({ bearer: token, ip });

  t.like(principal, { userId: user.id, email: 'Ada@Example.com', isAdmin: true, kind: 'session' });
});

test('the cookie is as good as the header, and the header wins', async (t) => {
  const { identity, token } = await withAdmin(await startedIdentity(t));

  t.like(await identity.resolve({ cookie: token, ip }), { kind: 'session' });
  await t.throwsAsync(() => identity.resolve({ bearer: 'nonsense', cookie: token, ip }), {
    code: 'invalid_token',
  });
});

test('no credential at all is missing_credentials', async (t) => {
  const { identity } = await startedIdentity(t);

  await t.throwsAsync(() => identity.resolve({ ip }), { code: 'missing_credentials' });
});

test('a token signed with another key is invalid_token', async (t) => {
  const { identity, user, clock } = await withAdmin(await startedIdentity(t));
  const foreign = new TextEncoder().encode('another key of thirty-two letters');
  const claims = { sub: user.id, email: user.email, typ: 'session', jti: 'x' } as const;
  const token = await signToken(foreign, { ...claims, issuedAt: new Date(clock.ms) });

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'invalid_token' });
});

test('our own key counts with one algorithm only', async (t) => {
  const { identity, user, principal } = await withAdmin(await startedIdentity(t));
  const claims = { sub: user.id, email: user.email, typ: 'session', jti: principal.tokenId ?? '' };
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(key);

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'invalid_token' });
});

test('a token without signature is invalid_token', async (t) => {
  const { identity, token } = await withAdmin(await startedIdentity(t));
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const unsigned = `${header}.${token.split('.')[1]}.`;

  await t.throwsAsync(() => identity.resolve({ bearer: unsigned, ip }), { code: 'invalid_token' });
});

test('a signed token whose user is gone is user_not_found', async (t) => {
  const { identity, store, token, user } = await withAdmin(await startedIdentity(t));
  await store.keep((tx) => tx.deleteFrom('users').where('id', '=', user.id).execute());

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'user_not_found' });
});

test('a deactivated user is account_deactivated at the very next request', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  await deactivate(started, started.user.id);

  await t.throwsAsync(() => started.identity.resolve({ bearer: started.token, ip }), {
    code: 'account_deactivated',
  });
});

test('a signed token without a row is token_unknown: a stolen key alone mints nothing', async (t) => {
  const { identity, user, clock } = await withAdmin(await startedIdentity(t));
  const claims = { sub: user.id, email: user.email, typ: 'session', jti: 'made-up' } as const;
  const token = await signToken(key, { ...claims, issuedAt: new Date(clock.ms) });

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'token_unknown' });
});

test('a token signed anew under the id of another is token_mismatch', async (t) => {
  const { identity, user, clock, principal } = await withAdmin(await startedIdentity(t));
  const claims = { sub: user.id, email: user.email, typ: 'session', jti: `${principal.tokenId}` } as const;
  const token = await signToken(key, { ...claims, issuedAt: new Date(clock.ms) });

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'token_mismatch' });
});

test('a session that was logged out is token_revoked at the very next request', async (t) => {
  const { identity, token, principal } = await withAdmin(await startedIdentity(t));
  await identity.logout(principal, { all: false }, intentOf('session.revoke'));

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'token_revoked' });
});

test('a session ends after 24 hours with token_expired', async (t) => {
  const { identity, token, clock } = await withAdmin(await startedIdentity(t));
  clock.ms += day - 1000;
  t.like(await identity.resolve({ bearer: token, ip }), { kind: 'session' });
  clock.ms += 1000;

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'token_expired' });
});

test('a row may end before the envelope does', async (t) => {
  const { identity, store, token, clock } = await withAdmin(await startedIdentity(t));
  await store.keep((tx) =>
    tx
      .updateTable('sessions')
      .set({ expires_at: new Date(clock.ms) })
      .execute(),
  );

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'token_expired' });
});

test('a session id is not looked for among personal access tokens', async (t) => {
  const { identity, user, clock, principal } = await withAdmin(await startedIdentity(t));
  const claims = { sub: user.id, email: user.email, typ: 'pat', jti: `${principal.tokenId}` } as const;
  const token = await signToken(key, { ...claims, issuedAt: new Date(clock.ms) });

  await t.throwsAsync(() => identity.resolve({ bearer: token, ip }), { code: 'token_unknown' });
});

test('an administrator who leaves the group is none at the next request, with the same token', async (t) => {
  const { identity, access, store, token } = await withAdmin(await startedIdentity(t));
  await store.keep((tx) => tx.deleteFrom('user_group_members').execute());
  await access.refresh();

  t.like(await identity.resolve({ bearer: token, ip }), { isAdmin: false });
});
