import test, { type ExecutionContext } from 'ava';
import { ensureDevUser } from '../../host/identity/setup/dev-user.ts';
import { deactivate, identityOn, origin, startedIdentity } from './support/started-identity.ts';

const { ip } = origin;
const email = 'dev@localhost';

const started = async (t: ExecutionContext) => {
  const parts = await startedIdentity(t);
  const { store, access, now } = parts;
  await parts.identity.provision({});
  const identity = identityOn(store, { access, now, plugins: { deps: { devUserEmail: email } } });
  return { ...parts, identity, ensure: () => ensureDevUser({ store, now, memberships: access }, email) };
};

test('a request without credential comes from the development user, as if they had signed in', async (t) => {
  const { identity, ensure } = await started(t);
  const userId = await ensure();

  const principal = await identity.resolve({ ip });

  t.like(principal, { userId, email, kind: 'session', isAdmin: true });
  t.true(await identity.stands(principal));
});

test('a credential is what it is: a wrong one is nobody, in development mode too', async (t) => {
  const { identity, ensure } = await started(t);
  await ensure();

  await t.throwsAsync(() => identity.resolve({ bearer: 'nonsense', ip }), { code: 'invalid_token' });
  await t.throwsAsync(() => identity.resolve({ cookie: 'nonsense', ip }), { code: 'invalid_token' });
});

test('without the user, or with one that was deactivated, nobody is anybody', async (t) => {
  const parts = await started(t);
  const { identity, ensure } = parts;

  await t.throwsAsync(() => identity.resolve({ ip }), { code: 'missing_credentials' });
  await deactivate(parts, await ensure());
  await t.throwsAsync(() => identity.resolve({ ip }), { code: 'missing_credentials' });
});

test('the user is made once and stays one', async (t) => {
  const { store, ensure } = await started(t);

  const ids = [await ensure(), await ensure()];

  const users = store.read.selectFrom('users').select('id').where('email', '=', email);
  t.deepEqual(await users.execute(), [{ id: `${ids[0]}` }]);
  t.is(ids[0], ids[1]);
});
