import type { Claim } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { auditOf, deactivate, origin, startedIdentity, withAdmin } from './support/started-identity.ts';

const ada: Claim = {
  issuer: 'https://login.example.com',
  subject: 'u1',
  email: 'ADA@example.com',
  emailVerified: true,
};

/** An instance whose plugin recognises credentials of the form `jwt:<subject>`, with what it says changed at will. */
const withPlugin = async (t: ExecutionContext) => {
  const said = { claim: ada, plugin: 'agnes/auth-jwt', offered: [] as unknown[] };
  const resolveUser = async (credential: { value: string }) => {
    said.offered.push(credential);
    const [scheme, subject = ''] = credential.value.split(':');
    return scheme === 'jwt' ? { plugin: said.plugin, answer: { ...said.claim, subject } } : undefined;
  };
  const started = await withAdmin(await startedIdentity(t, { resolveUser }));
  const resolve = (bearer: string) => started.identity.resolve({ bearer, ip: origin.ip });
  return { ...started, said, resolve };
};

test('a verified address leads to the user who has it, with the rights they have here', async (t) => {
  const { resolve, user } = await withPlugin(t);

  const principal = await resolve('jwt:u1');

  t.deepEqual(principal, {
    userId: user.id,
    email: 'Ada@Example.com',
    name: 'Ada',
    isAdmin: true,
    kind: 'pat',
  });
});

test('from then on the account is known by its subject, whatever its address', async (t) => {
  const { resolve, said, user } = await withPlugin(t);
  await resolve('jwt:u1');
  said.claim = { ...ada, email: 'renamed@example.com', emailVerified: false };

  t.like(await resolve('jwt:u1'), { userId: user.id });
});

test('the link is made once and audited once', async (t) => {
  const started = await withPlugin(t);
  await started.resolve('jwt:u1');
  await started.resolve('jwt:u1');

  const links = started.store.read.selectFrom('user_identities').selectAll();
  t.is((await links.where('provider', '=', 'agnes/auth-jwt').execute()).length, 1);
  const linked = (await auditOf(started)).filter(({ params }) => params?.includes('agnes/auth-jwt'));
  t.deepEqual(
    linked.map(({ action }) => action),
    ['identity_linked'],
  );
});

test('parallel first requests of one account make one link', async (t) => {
  const { resolve, store } = await withPlugin(t);

  await Promise.all(Array.from({ length: 10 }, () => resolve('jwt:u1')));

  const links = store.read.selectFrom('user_identities').selectAll();
  t.is((await links.where('provider', '=', 'agnes/auth-jwt').execute()).length, 1);
});

test('an address that is not verified links to nobody', async (t) => {
  const { resolve, said } = await withPlugin(t);
  said.claim = { ...ada, emailVerified: false };

  await t.throwsAsync(() => resolve('jwt:u1'), { code: 'email_not_verified' });
});

test('a second account of the same issuer for one address is refused and audited', async (t) => {
  const started = await withPlugin(t);
  await started.resolve('jwt:u1');

  await t.throwsAsync(() => started.resolve('jwt:u2'), { code: 'oauth_failed' });
  await t.throwsAsync(() => started.resolve('jwt:u2'), { code: 'oauth_failed' });

  const conflicts = (await auditOf(started)).filter(({ action }) => action === 'identity_conflict');
  t.is(conflicts.length, 1);
  t.like(conflicts[0], { resource: started.user.id });
});

test('two accounts of one issuer that come first at the same moment cannot both be linked', async (t) => {
  const { resolve } = await withPlugin(t);

  const results = await Promise.allSettled([resolve('jwt:u1'), resolve('jwt:u2')]);

  t.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('another plugin does not get around the rule for the issuer', async (t) => {
  const { resolve, said } = await withPlugin(t);
  await resolve('jwt:u1');
  said.plugin = 'acme/other';

  await t.throwsAsync(() => resolve('jwt:u2'), { code: 'oauth_failed' });
});

test('an address nobody has here is user_not_found: no user is made', async (t) => {
  const { resolve, said } = await withPlugin(t);
  said.claim = { ...ada, email: 'stranger@example.com' };

  await t.throwsAsync(() => resolve('jwt:u9'), { code: 'user_not_found' });
});

test('nobody becomes the scheduler by its address', async (t) => {
  const { resolve, said } = await withPlugin(t);
  said.claim = { ...ada, email: 'scheduler@system.local' };

  await t.throwsAsync(() => resolve('jwt:u9'), { code: 'user_not_found' });
});

test('a deactivated user is refused and not linked', async (t) => {
  const started = await withPlugin(t);
  await deactivate(started, started.user.id);

  await t.throwsAsync(() => started.resolve('jwt:u1'), { code: 'account_deactivated' });

  const links = started.store.read.selectFrom('user_identities').selectAll();
  t.deepEqual(await links.where('provider', '=', 'agnes/auth-jwt').execute(), []);
});

test('a credential that no plugin takes is invalid_token', async (t) => {
  const { resolve, said } = await withPlugin(t);

  await t.throwsAsync(() => resolve('opaque'), { code: 'invalid_token' });
  t.deepEqual(said.offered, [{ scheme: 'bearer', value: 'opaque' }]);
});

test('a cookie is never offered to plugins, nor is a token of our own', async (t) => {
  const { identity, said, token, resolve } = await withPlugin(t);

  await t.throwsAsync(() => identity.resolve({ cookie: 'jwt:u1', ip: origin.ip }), { code: 'invalid_token' });
  await resolve(token);

  t.deepEqual(said.offered, []);
});

test('a plugin that throws refuses the credential', async (t) => {
  const resolveUser = () => Promise.reject(new Error('the keys cannot be read'));
  const { identity } = await startedIdentity(t, { resolveUser });

  await t.throwsAsync(() => identity.resolve({ bearer: 'jwt:u1', ip: origin.ip }), { code: 'invalid_token' });
});
