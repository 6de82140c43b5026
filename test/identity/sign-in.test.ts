import { defineError, type FormMethod } from '@agnes/sdk';
import test from 'ava';
import { findUserByEmail } from '../../host/identity/users/repository.ts';
import {
  admin,
  askerOf,
  auditOf,
  deactivate,
  identityOn,
  origin,
  signIn,
  startedIdentity,
  withAdmin,
  writingAfter,
} from './support/started-identity.ts';

/** A method of the id `password` that does something else. */
const doorWith = (run: FormMethod['flows']['sign-in']['complete']['run']): FormMethod => ({
  id: 'password',
  kind: 'form',
  title: 'Door',
  order: 1,
  available: () => ({ ok: true }),
  flows: { 'sign-in': { title: 'Door', complete: { fields: [], button: 'In', run } } },
});

test('the right password opens a session with a row that holds only a hash', async (t) => {
  const started = await withAdmin(await startedIdentity(t));

  const [row] = await started.store.read.selectFrom('sessions').selectAll().execute();

  t.like(row, { user_id: started.user.id, ip: origin.ip, user_agent: 'test', revoked_at: null });
  t.regex(row?.token_hash ?? '', /^[0-9a-f]{64}$/);
  t.false(JSON.stringify(row).includes(started.token));
});

test('the address may be spelled in any case and width', async (t) => {
  const started = await withAdmin(await startedIdentity(t));

  const { user } = await signIn(started, { ...admin, email: ' ＡＤＡ@EXAMPLE.com ' });

  t.is(user.id, started.user.id);
});

test('unknown user, wrong password and no password read the same', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  await started.identity.provision({ seedAdminEmail: 'bob@example.com' });

  const unknown = await t.throwsAsync(() => signIn(started, { ...admin, email: 'nobody@example.com' }));
  const wrong = await t.throwsAsync(() => signIn(started, { ...admin, password: 'wrong horse' }));
  const none = await t.throwsAsync(() => signIn(started, { email: 'bob@example.com', password: '' }));

  t.like(unknown, { code: 'invalid_credentials', message: 'E-mail or password is wrong.' });
  t.is(wrong?.message, unknown?.message);
  t.is(none?.message, unknown?.message);
});

test('the scheduler cannot sign in', async (t) => {
  const started = await withAdmin(await startedIdentity(t));

  await t.throwsAsync(() => signIn(started, { email: 'scheduler@system.local', password: '' }), {
    code: 'invalid_credentials',
  });
});

test('only the right password of a deactivated account learns that it is one', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  await deactivate(started, started.user.id);

  await t.throwsAsync(() => signIn(started, admin), { code: 'account_deactivated' });
  await t.throwsAsync(() => signIn(started, { ...admin, password: 'wrong horse' }), {
    code: 'invalid_credentials',
  });
});

test('every sign-in and every refusal is audited, without the password', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  await t.throwsAsync(() => signIn(started, { ...admin, password: 'wrong horse' }));

  const log = await auditOf(started);

  t.like(log.at(-2), { action: 'token_created', user_email: 'Ada@Example.com', resource: started.user.id });
  t.is(log.at(-1)?.action, 'login_failed');
  t.deepEqual(JSON.parse(log.at(-1)?.params ?? ''), {
    provider: 'password',
    email: 'Ada@Example.com',
    result: 'invalid_credentials',
  });
});

test('without the plugin the host says which sign-in method is missing', async (t) => {
  const started = await startedIdentity(t, { methods: [] });

  await t.throwsAsync(() => signIn(started, admin), {
    code: 'provider_unavailable',
    message: 'No enabled plugin offers the sign-in method "password".',
  });
});

test('a plugin that throws refuses the sign-in and is named', async (t) => {
  const complete = () => Promise.reject(new TypeError('undefined is not a function'));
  const started = await startedIdentity(t, { methods: [doorWith(complete)] });

  await t.throwsAsync(() => signIn(started, admin), { code: 'provider_failed' });
});

test('what the host says through a plugin comes out unchanged', async (t) => {
  const overloaded = defineError({
    code: 'busy',
    kind: 'unavailable',
    message: () => 'Busy.',
    hint: 'Wait.',
  });
  const complete = () => Promise.reject(overloaded({}));
  const started = await startedIdentity(t, { methods: [doorWith(complete)] });

  await t.throwsAsync(() => signIn(started, admin), { code: 'busy' });
});

test('an account that is deactivated between proof and session gets no session', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  const { store } = started;
  const late = writingAfter(store, () => deactivate(started, started.user.id));
  const identity = identityOn(late, started);

  const request = { provider: 'password', values: admin };
  await t.throwsAsync(() => identity.doors.signIns.signIn(request, askerOf('token_created')), {
    code: 'account_deactivated',
  });

  t.is((await store.read.selectFrom('sessions').select('id').execute()).length, 1);
});

test('a weak hash is replaced by a strong one at the next sign-in', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  const weak = '$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc';
  await started.store.keep((tx) =>
    tx.updateTable('users').set({ password_hash: weak }).where('id', '=', started.user.id).execute(),
  );

  await signIn(started, { ...admin, password: 'password' });

  const user = await findUserByEmail(started.store.read, admin.email);
  t.true(user?.passwordHash?.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'));
  t.like(await signIn(started, { ...admin, password: 'password' }), { user: { id: started.user.id } });
});
