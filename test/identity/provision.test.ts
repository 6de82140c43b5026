import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import {
  admin,
  deactivate,
  origin,
  type Started,
  signIn,
  startedIdentity,
  withAdmin,
} from './support/started-identity.ts';

const seed = { seedAdminEmail: admin.email, seedAdminPassword: admin.password };

/** All that provisioning makes. */
const rowsOf = async ({ store: { read } }: Started) => ({
  users: await read.selectFrom('users').selectAll().orderBy('id').execute(),
  groups: await read.selectFrom('user_groups').selectAll().orderBy('id').execute(),
  members: await read.selectFrom('user_group_members').selectAll().orderBy('user_id').execute(),
});

test('an empty instance gets its groups and the scheduler, and nobody else', async (t) => {
  const started = await startedIdentity(t);

  await started.identity.provision({});

  const { users, groups, members } = await rowsOf(started);
  likeWhole(t, users, [{ email: 'scheduler@system.local', is_service: true, password_hash: null }]);
  t.is(users.length, 1);
  likeWhole(t, groups, [
    { id: '00000000-0000-7000-8000-000000000001', name: 'Admin', is_system: true },
    { id: '00000000-0000-7000-8000-000000000002', name: 'Everyone', is_system: true },
  ]);
  likeWhole(t, members, [{ user_id: users[0]?.id, group_id: groups[0]?.id, source: 'system_seed' }]);
});

test('a second start changes nothing', async (t) => {
  const started = await startedIdentity(t);
  await started.identity.provision(seed);
  const before = await rowsOf(started);
  started.clock.ms += 1000;

  const { passwordSet } = await started.identity.provision(seed);

  t.false(passwordSet);
  t.deepEqual(await rowsOf(started), before);
});

test('the seeded password counts only while there is none', async (t) => {
  const started = await withAdmin(await startedIdentity(t));

  await started.identity.provision({ ...seed, seedAdminPassword: 'another horse battery' });

  t.like(await signIn(started, admin), { user: { email: admin.email } });
});

test('a reset sets the password anew and ends the sessions of the old one', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  const password = 'another horse battery';

  const { passwordSet } = await started.identity.provision({
    ...seed,
    seedAdminPassword: password,
    resetPassword: true,
  });

  t.true(passwordSet);
  await t.throwsAsync(() => signIn(started, admin), { code: 'invalid_credentials' });
  t.like(await signIn(started, { ...admin, password }), { user: { email: admin.email } });
  await t.throwsAsync(() => started.identity.resolve({ bearer: started.token, ip: origin.ip }), {
    code: 'token_revoked',
  });
});

test('a seed does not make somebody administrator again whom an administrator removed', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  await started.store.keep((tx) =>
    tx.deleteFrom('user_group_members').where('user_id', '=', started.user.id).execute(),
  );

  await started.identity.provision(seed);

  t.like(await started.identity.resolve({ bearer: started.token, ip: origin.ip }), { isAdmin: false });
});

test('a seed does not switch on somebody whom an administrator switched off', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  await deactivate(started, started.user.id);

  const { passwordSet } = await started.identity.provision({ ...seed, resetPassword: true });

  t.false(passwordSet);
  await t.throwsAsync(() => signIn(started, admin), { code: 'account_deactivated' });
});

test('another seeded address makes another administrator', async (t) => {
  const started = await withAdmin(await startedIdentity(t));

  await started.identity.provision({ ...seed, seedAdminEmail: 'bob@example.com' });

  const { user } = await signIn(started, { ...admin, email: 'bob@example.com' });
  t.is(started.identity.roleOf(user.id), 'admin');
});

test('a seeded password that is too short stops the start', async (t) => {
  const { identity } = await startedIdentity(t);

  await t.throwsAsync(() => identity.provision({ ...seed, seedAdminPassword: 'short' }), {
    code: 'weak_password',
  });
});
