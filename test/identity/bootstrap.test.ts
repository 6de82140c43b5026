import test from 'ava';
import { OneShots } from '../../host/identity/one-shot/one-shots.ts';
import {
  admin,
  auditOf,
  deactivate,
  identityOn,
  intentOf,
  origin,
  type Started,
  signIn,
  startedIdentity,
  writingAfter,
} from './support/started-identity.ts';

const person = { email: 'ada@example.com', name: '', password: '' };

const attempt = (started: Started, setupCode: string, more: Partial<typeof person> = {}) =>
  started.identity.bootstrap({ ...person, ...more, ...origin, setupCode }, intentOf('bootstrap_completed'));

/** A fresh instance and the code it prints. */
const fresh = async (t: Parameters<typeof startedIdentity>[0]) => {
  const started = await startedIdentity(t);
  await started.identity.provision({});
  const issued = await started.identity.issueSetupCode();
  return { ...started, code: issued?.code ?? '' };
};

test('whoever holds the setup code becomes the first administrator, signed in', async (t) => {
  const started = await fresh(t);

  const { token, user } = await attempt(started, started.code);

  t.is(user.name, 'ada');
  t.like(await started.identity.resolve({ cookie: token, ip: origin.ip }), {
    isAdmin: true,
    kind: 'session',
  });
  const [member] = await started.store.read
    .selectFrom('user_group_members')
    .selectAll()
    .where('user_id', '=', user.id)
    .execute();
  t.like(member, { source: 'system_seed', added_by: 'auth.bootstrap' });
  t.is((await auditOf(started)).at(-1)?.action, 'bootstrap_completed');
});

test('the password given at the first setup signs in afterwards', async (t) => {
  const started = await fresh(t);
  await attempt(started, started.code, { password: admin.password });

  t.like(await signIn(started, { ...person, password: admin.password }), { user: { email: person.email } });
});

test('of 20 who use one code at the same moment exactly one wins', async (t) => {
  const started = await fresh(t);

  const attempts = await Promise.allSettled(
    Array.from({ length: 20 }, (_, id) => attempt(started, started.code, { email: `p${id}@example.com` })),
  );

  t.is(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
  const refused = attempts.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  t.is(new Set([...refused, 'setup_code_invalid', 'bootstrap_closed']).size, 2);
  const people = started.store.read.selectFrom('users').select('id').where('is_service', '=', false);
  t.is((await people.execute()).length, 1);
});

test('a wrong code is refused', async (t) => {
  const started = await fresh(t);

  await t.throwsAsync(() => attempt(started, 'wrong'), { code: 'setup_code_invalid' });
  await t.throwsAsync(() => attempt(started, ''), { code: 'setup_code_invalid' });
});

test('a code is worth nothing after an hour', async (t) => {
  const started = await fresh(t);
  started.clock.ms += 60 * 60 * 1000;

  await t.throwsAsync(() => attempt(started, started.code), { code: 'setup_code_invalid' });
});

test('a new code voids the one before it', async (t) => {
  const started = await fresh(t);
  const newer = await started.identity.issueSetupCode();

  await t.throwsAsync(() => attempt(started, started.code), { code: 'setup_code_invalid' });
  t.like(await attempt(started, newer?.code ?? ''), { user: { email: person.email } });
});

test('the code is stored as a hash only, and used up by a marker', async (t) => {
  const started = await fresh(t);
  const rows = () => started.store.read.selectFrom('one_shot_tokens').selectAll().execute();
  t.regex((await rows())[0]?.token_hash ?? '', /^[0-9a-f]{64}$/);

  await attempt(started, started.code);

  t.regex((await rows())[0]?.token_hash ?? '', /^CONSUMED:[0-9a-f]{32}$/);
  t.like((await rows())[0], { consumed_at: new Date(started.clock.ms), consumed_ip: origin.ip });
});

test('once a person is administrator no code is made and the door stays shut', async (t) => {
  const started = await fresh(t);
  const { user } = await attempt(started, started.code);
  await started.store.keep((tx) => tx.deleteFrom('user_group_members').execute());
  await deactivate(started, user.id);

  t.is(await started.identity.issueSetupCode(), undefined);
  await t.throwsAsync(() => attempt(started, started.code), { code: 'bootstrap_closed' });
});

test('a code issued before a seeded administrator came is worth nothing after', async (t) => {
  const started = await fresh(t);
  await started.identity.provision({ seedAdminEmail: 'root@example.com' });

  await t.throwsAsync(() => attempt(started, started.code), { code: 'bootstrap_closed' });
});

test('an administrator who comes while the code is checked closes the door first', async (t) => {
  const started = await fresh(t);
  const { store, identity } = started;
  const late = {
    ...started,
    identity: identityOn(
      writingAfter(store, () => identity.provision({ seedAdminEmail: 'root@example.com' })),
      started,
    ),
  };

  await t.throwsAsync(() => attempt(late, started.code), { code: 'bootstrap_closed' });
});

test('a code that runs out while it is checked is not taken', async (t) => {
  const { store, clock, code } = await fresh(t);
  const use = (now: number) =>
    new OneShots({ store, now: () => now }).consume({ purpose: 'setup_code', token: code, ip: origin.ip });

  t.is(await use(clock.ms + 60 * 60 * 1000), undefined);
  t.truthy(await use(clock.ms + 60 * 60 * 1000 - 1));
  t.is(await use(clock.ms), undefined);
});

test('the scheduler does not count as administrator', async (t) => {
  const started = await fresh(t);

  t.not(await started.identity.issueSetupCode(), undefined);
});

test('somebody who exists and is switched off is switched on', async (t) => {
  const started = await fresh(t);
  await started.store.keep((tx) =>
    tx
      .updateTable('users')
      .set({ email: person.email, email_key: person.email, is_service: false, active: false })
      .where('is_service', '=', true)
      .execute(),
  );

  const { token } = await attempt(started, started.code);

  t.like(await started.identity.resolve({ bearer: token, ip: origin.ip }), { isAdmin: true });
  t.is((await auditOf(started)).at(-1)?.action, 'bootstrap_activated_seed');
});

test('the address of the scheduler is taken by the host', async (t) => {
  const started = await fresh(t);

  await t.throwsAsync(() => attempt(started, started.code, { email: 'scheduler@system.local' }), {
    code: 'reserved_email',
  });
});

test('a weak password does not use up the code', async (t) => {
  const started = await fresh(t);
  await t.throwsAsync(() => attempt(started, started.code, { password: 'password1' }), {
    code: 'weak_password',
  });

  t.like(await attempt(started, started.code), { user: { email: person.email } });
});
