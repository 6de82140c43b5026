import test from 'ava';
import { findUserByEmail } from '../../host/identity/users/repository.ts';
import { askerOf, auditOf, deactivate, origin } from './support/started-identity.ts';
import { hour, wanted, withBreakGlass } from './support/with-break-glass.ts';

test('whoever has the files makes a user an administrator for 24 hours, and no longer', async (t) => {
  const { access, bob, clock, grants, identity, signIn } = await withBreakGlass(t);

  const grant = await grants.grantAdmin(wanted);
  const { token } = await signIn(grant.link);
  const early = await identity.resolve({ bearer: token, ip: origin.ip });
  clock.ms += 24 * hour - 1;
  const last = access.isAdmin(bob.id);
  clock.ms += 1;

  t.is(grant.endsAt.toISOString(), '2026-03-02T12:00:00.000Z');
  t.true(early.isAdmin);
  t.true(last);
  t.false(access.isAdmin(bob.id));
});

test('the audit log has who was made an administrator, why, and by which user of the machine', async (t) => {
  const all = await withBreakGlass(t);

  await all.grants.grantAdmin(wanted);

  const row = (await auditOf(all)).at(-1);
  t.like(row, { action: 'break_glass.grant_admin', resource: all.bob.id });
  t.deepEqual(JSON.parse(row?.params ?? ''), {
    email: 'Bob@Example.com',
    os_user: 'root',
    reactivated: false,
    reason: 'sign-in is down',
  });
});

test('somebody who was switched off is switched on again, and that is in the audit log', async (t) => {
  const all = await withBreakGlass(t);
  await deactivate(all, all.bob.id);

  const grant = await all.grants.grantAdmin(wanted);
  const { user } = await all.signIn(grant.link);

  t.true(grant.reactivated);
  t.is(user.id, all.bob.id);
  t.like(await findUserByEmail(all.store.read, 'bob@example.com'), { active: true });
});

test('a break-glass link signs in once, of many at once exactly one, and the others are audited as refused', async (t) => {
  const all = await withBreakGlass(t);
  const { link } = await all.grants.grantAdmin(wanted);

  const results = await Promise.allSettled(Array.from({ length: 20 }, () => all.signIn(link)));

  const refused = results.flatMap((result) => (result.status === 'rejected' ? result.reason.code : []));
  const actions = (await auditOf(all)).map(({ action }) => action);
  t.deepEqual(refused, Array(19).fill('break_glass_link_invalid'));
  t.is(actions.filter((action) => action === 'login_failed').length, 19);
});

test('a link is worth nothing after an hour, once there is a newer one, with another address, or for another door', async (t) => {
  const { clock, grants, identity, signIn } = await withBreakGlass(t);
  const older = await grants.grantAdmin(wanted);
  const newer = await grants.grantAdmin(wanted);
  const token = new URL(newer.link).searchParams.get('token') ?? '';
  const elsewhere = { provider: 'email', values: { email: 'bob@example.com', token } };

  await t.throwsAsync(signIn(older.link), { code: 'break_glass_link_invalid' });
  await t.throwsAsync(signIn(newer.link, 'ada@example.com'), { code: 'break_glass_link_invalid' });
  await t.throwsAsync(identity.doors.signIns.signIn(elsewhere, askerOf('login')), {
    code: 'link_invalid',
  });
  clock.ms += hour;
  await t.throwsAsync(signIn(newer.link), { code: 'break_glass_link_invalid' });
});

test('no plugin can make or take a break-glass link', async (t) => {
  const { grants, identity } = await withBreakGlass(t);
  const token = new URL((await grants.grantAdmin(wanted)).link).searchParams.get('token') ?? '';

  const taking = identity.doors.links.take({
    email: 'bob@example.com',
    token,
    purpose: 'break_glass',
    ip: '192.0.2.1',
  });

  await t.throwsAsync(taking, { code: 'purpose_reserved' });
});

test('nobody becomes an administrator without a reason, by a typing mistake, or as the host itself', async (t) => {
  const { access, bob, grants } = await withBreakGlass(t);

  const blank = await t.throwsAsync(grants.grantAdmin({ ...wanted, reason: ' ' }));
  const mistyped = await t.throwsAsync(grants.grantAdmin({ ...wanted, email: 'bobb@example.com' }));
  const host = await t.throwsAsync(grants.grantAdmin({ ...wanted, email: 'scheduler@system.local' }));

  t.like(blank, { code: 'blank_reason' });
  t.like(mistyped, { code: 'user_unknown', hint: 'Did you mean Bob@Example.com?' });
  t.like(host, { code: 'reserved_email' });
  t.false(access.isAdmin(bob.id));
});
