import test, { type ExecutionContext } from 'ava';
import { adminGroup } from '../../host/access/system-groups.ts';
import { likeWhole } from '../support/like-whole.ts';
import { auditOf, servedAccess } from './support/served-access.ts';
import { person } from './support/started-access.ts';

const hour = 3_600_000;

/** Ada is administrator by break-glass for one more hour. */
const withBreakGlass = async (t: ExecutionContext) => {
  const served = await servedAccess(t);
  const { store, access, ada, clock } = served;
  const { userId } = ada.principal();
  const expiresAt = new Date(clock.ms + hour);
  await store.keep((tx) => access.addBreakGlass(tx, { userId, expiresAt }));
  await access.refresh();
  return { ...served, userId };
};

test('break-glass gives every right, and none from the instant it ends, without any change', async (t) => {
  const { asAda, access, userId, clock } = await withBreakGlass(t);
  const before = await asAda.send('GET /api/admin/groups');
  clock.ms += hour - 1;
  const last = await asAda.send('GET /api/admin/groups');
  clock.ms += 1;

  const after = await asAda.send('GET /api/admin/groups');

  t.deepEqual([before.status, last.status, after.status], [200, 200, 403]);
  t.false(access.isAdmin(userId));
  t.deepEqual(
    access.groupsOf(userId).map(({ name }) => name),
    ['group of ada@example.com'],
  );
});

test('administrators see who is one by break-glass, and until when', async (t) => {
  const { root, userId, clock } = await withBreakGlass(t);

  const during = await root.ask('GET /api/admin/break-glass');
  clock.ms += hour;
  const after = await root.ask('GET /api/admin/break-glass');

  t.deepEqual(during, {
    items: [
      {
        user_id: userId,
        email: 'ada@example.com',
        name: null,
        granted_at: '2026-03-01T12:00:00.000+00:00',
        expires_at: '2026-03-01T13:00:00.000+00:00',
      },
    ],
  });
  t.deepEqual(after, { items: [] });
});

test('what is confirmed stays, like what an administrator gave', async (t) => {
  const served = await withBreakGlass(t);
  const { root, rootId, access, members, userId, clock } = served;

  const confirmed = await root.send(`POST /api/admin/break-glass/${userId}/confirm`);
  clock.ms += 2 * hour;

  t.like(confirmed, { status: 200, body: { user_id: userId, expires_at: null } });
  t.true(access.isAdmin(userId));
  t.like(
    (await members.list(adminGroup.id)).find((member) => member.user_id === userId),
    { source: 'admin', added_by: rootId },
  );
  likeWhole(t, await auditOf(served, 'break_glass.confirmed'), [{ resource: userId, user_id: rootId }]);
  t.is((await root.send(`DELETE /api/admin/groups/${adminGroup.id}/members/${userId}`)).status, 204);
});

test('what is over, or never was, cannot be confirmed', async (t) => {
  const { root, rootId, userId, clock, access } = await withBreakGlass(t);
  clock.ms += hour;

  const late = await root.send(`POST /api/admin/break-glass/${userId}/confirm`);
  const never = await root.send(`POST /api/admin/break-glass/${rootId}/confirm`);

  t.like(late, { status: 404, body: { code: 'break_glass_not_found' } });
  t.like(never, { status: 404, body: { code: 'break_glass_not_found' } });
  t.false(access.isAdmin(userId));
});

test('break-glass cannot be taken away as if an administrator had given it', async (t) => {
  const { root, userId } = await withBreakGlass(t);

  const refused = await root.send(`DELETE /api/admin/groups/${adminGroup.id}/members/${userId}`);

  t.like(refused, { status: 404, body: { code: 'member_not_found' } });
});

test('once it is over, an administrator may put the same person into Admin', async (t) => {
  const { root, userId, clock, access } = await withBreakGlass(t);
  const add = () =>
    root.send(`POST /api/admin/groups/${adminGroup.id}/members`, { body: { email: 'ada@example.com' } });
  const during = await add();
  clock.ms += hour;

  const after = await add();

  t.deepEqual([during.status, after.status], [409, 201]);
  t.true(access.isAdmin(userId));
});

test('break-glass again begins a new time and leaves other memberships alone', async (t) => {
  const { store, access, userId, clock } = await withBreakGlass(t);
  const expiresAt = new Date(clock.ms + 3 * hour);
  await store.keep((tx) => access.addBreakGlass(tx, { userId, expiresAt }));
  await access.refresh();
  clock.ms += 2 * hour;

  t.true(access.isAdmin(userId));
  t.is(access.groupsOf(userId).length, 2);
  t.is(access.rights.membershipsOf(userId).length, 2);
});

test('a person who comes in by break-glass closes the first-time setup, too', async (t) => {
  const served = await servedAccess(t);
  const { store, access, clock, rootId } = served;
  const eve = (await person(served, 'eve@example.com'))().userId;
  await store.keep((tx) => tx.deleteFrom('user_group_members').where('user_id', '=', rootId).execute());
  await store.keep((tx) =>
    tx.deleteFrom('instance_state').where('key', '=', 'bootstrap_closed_at').execute(),
  );
  const before = await access.hasHumanAdmin(store.read);

  await store.keep((tx) => access.addBreakGlass(tx, { userId: eve, expiresAt: new Date(clock.ms + hour) }));
  clock.ms += 2 * hour;

  t.false(before);
  t.true(await access.hasHumanAdmin(store.read));
});

test('break-glass is for administrators', async (t) => {
  const { asAda, ada } = await servedAccess(t);
  const { userId } = ada.principal();

  t.is((await asAda.send('GET /api/admin/break-glass')).status, 403);
  t.is((await asAda.send(`POST /api/admin/break-glass/${userId}/confirm`)).status, 403);
});
