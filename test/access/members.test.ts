import test from 'ava';
import { adminGroup, everyoneGroup } from '../../host/access/system-groups.ts';
import { likeWhole } from '../support/like-whole.ts';
import { auditOf, listOf, servedAccess } from './support/served-access.ts';
import { administrator, intentOf, person } from './support/started-access.ts';

const at = '2026-03-01T12:00:00.000+00:00';
const everyone = `/api/admin/groups/${everyoneGroup.id}/members`;

test('somebody is put into a group by any spelling of their address, once', async (t) => {
  const served = await servedAccess(t);
  const { root, rootId, ada } = served;
  const { userId } = ada.principal();

  const added = await root.send(`POST ${everyone}`, { body: { email: ' ADA@example.com' } });
  const again = await root.send(`POST ${everyone}`, { body: { email: 'ada@example.com' } });

  t.is(added.status, 201);
  t.deepEqual(added.body, {
    user_id: userId,
    email: 'ada@example.com',
    name: null,
    active: true,
    source: 'admin',
    added_at: at,
    added_by: rootId,
  });
  t.deepEqual(listOf(await root.send(`GET ${everyone}`)), [added.body]);
  t.like(again, { status: 409, body: { code: 'already_member' } });
});

test('from the side of the user it is the same membership', async (t) => {
  const { root, rootId, ada } = await servedAccess(t);
  const path = `/api/admin/users/${ada.principal().userId}/memberships`;

  const joined = await root.send(`POST ${path}`, { body: { group_id: everyoneGroup.id } });
  const own = listOf(await root.send(`GET ${path}`));
  const left = await root.send(`DELETE ${path}/${everyoneGroup.id}`);

  t.is(joined.status, 201);
  t.deepEqual(joined.body, {
    group_id: everyoneGroup.id,
    group_name: 'Everyone',
    is_system: true,
    origin: 'system',
    source: 'admin',
    added_at: at,
    added_by: rootId,
  });
  t.deepEqual(
    own.map(({ group_name, origin }) => [group_name, origin]),
    [
      ['Everyone', 'system'],
      ['group of ada@example.com', 'custom'],
    ],
  );
  t.is(left.status, 204);
  t.deepEqual(listOf(await root.send(`GET ${everyone}`)), []);
});

test('unknown groups and users are not found, on either side', async (t) => {
  const { root, ada } = await servedAccess(t);
  const { userId } = ada.principal();

  const answers = await Promise.all([
    root.send('POST /api/admin/groups/nope/members', { body: { email: 'ada@example.com' } }),
    root.send(`POST ${everyone}`, { body: { email: 'nobody@example.com' } }),
    root.send('GET /api/admin/groups/nope/members'),
    root.send('GET /api/admin/users/nope/memberships'),
    root.send(`POST /api/admin/users/${userId}/memberships`, { body: { group_id: 'nope' } }),
    root.send('POST /api/admin/users/nope/memberships', { body: { group_id: everyoneGroup.id } }),
    root.send(`DELETE /api/admin/groups/nope/members/${userId}`),
  ]);

  t.deepEqual(
    answers.map(({ status, body }) => [status, body['code']]),
    [
      [404, 'group_not_found'],
      [404, 'user_unknown'],
      [404, 'group_not_found'],
      [404, 'user_unknown'],
      [404, 'group_not_found'],
      [404, 'user_unknown'],
      [404, 'group_not_found'],
    ],
  );
});

test('only what an administrator gave can be taken away', async (t) => {
  const served = await servedAccess(t);
  const { root, ada, store, access } = served;
  const { userId } = ada.principal();
  const groups = [{ system: 'everyone' } as const];
  await store.keep((tx) => access.replaceSynced(tx, { userId, source: 'google_sync', groups }));
  await access.refresh();

  const synced = await root.send(`DELETE ${everyone}/${userId}`);
  const stranger = await root.send(`DELETE ${everyone}/nope`);

  t.like(synced, { status: 404, body: { code: 'member_not_found' } });
  t.like(stranger, { status: 404, body: { code: 'member_not_found' } });
  t.is(access.groupsOf(userId).length, 2);
});

test('who is in a group for several reasons is listed once, with all of them', async (t) => {
  const { root, ada, store, access } = await servedAccess(t);
  const { userId } = ada.principal();
  await root.ask(`POST ${everyone}`, { body: { email: 'ada@example.com' } });
  const groups = [{ system: 'everyone' } as const];
  await store.keep((tx) => access.replaceSynced(tx, { userId, source: 'oidc:corp', groups }));
  await access.refresh();

  const members = listOf(await root.send(`GET ${everyone}`));
  const own = listOf(await root.send(`GET /api/admin/users/${userId}/memberships`));
  await root.send(`DELETE ${everyone}/${userId}`);
  const after = listOf(await root.send(`GET ${everyone}`));

  likeWhole(t, members, [{ source: 'admin', sources: ['admin', 'oidc:corp'] }]);
  likeWhole(t, own, [{ source: 'admin', sources: ['admin', 'oidc:corp'] }, { source: 'admin' }]);
  likeWhole(t, after, [{ source: 'oidc:corp', sources: undefined }]);
  t.like(await root.ask(`GET /api/admin/groups/${everyoneGroup.id}`), { member_count: 1 });
});

test('members are listed by address, those who are switched off too', async (t) => {
  const served = await servedAccess(t);
  const { root, store } = served;
  const zoe = await person(served, 'Zoe@example.com');
  await root.ask(`POST ${everyone}`, { body: { email: 'zoe@example.com' } });
  await root.ask(`POST ${everyone}`, { body: { email: 'ada@example.com' } });
  const users = (id: string) =>
    store.keep((tx) => tx.updateTable('users').set({ active: false }).where('id', '=', id).execute());
  await users(zoe().userId);

  const members = listOf(await root.send(`GET ${everyone}`));

  t.deepEqual(
    members.map(({ email, active }) => [email, active]),
    [
      ['ada@example.com', true],
      ['Zoe@example.com', false],
    ],
  );
});

test('the last administrator cannot be taken out, and stays one', async (t) => {
  const served = await servedAccess(t);
  const { root, rootId, access } = served;

  const refused = await root.send(`DELETE /api/admin/groups/${adminGroup.id}/members/${rootId}`);
  await administrator(served, 'second@example.com');
  const done = await root.send(`DELETE /api/admin/users/${rootId}/memberships/${adminGroup.id}`);

  t.like(refused, { status: 409, body: { code: 'last_admin' } });
  t.is(done.status, 204);
  t.false(access.isAdmin(rootId));
  t.is((await root.send('GET /api/admin/groups')).status, 403);
});

test('of two administrators who take each other out at the same moment one stays', async (t) => {
  const served = await servedAccess(t);
  const { members, rootId, access } = served;
  const second = (await administrator(served, 'second@example.com'))().userId;
  const takeOut = (userId: string) =>
    members.removeMember({ groupId: adminGroup.id, userId }, intentOf('user_group.member_removed'));

  const results = await Promise.allSettled([takeOut(rootId), takeOut(second)]);

  t.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  t.is([rootId, second].filter((id) => access.isAdmin(id)).length, 1);
});

test('every change of a membership has its audit row, which says who it was', async (t) => {
  const served = await servedAccess(t);
  const { root, ada } = served;
  const { userId } = ada.principal();
  await root.ask(`POST ${everyone}`, { body: { email: 'ada@example.com' } });
  await root.send(`DELETE ${everyone}/${userId}`);

  const added = await auditOf(served, 'user_group.member_added');
  const removed = await auditOf(served, 'user_group.member_removed');

  t.like(added.at(-1), {
    resource: everyoneGroup.id,
    params: JSON.stringify({ email: 'ada@example.com', user_id: userId }),
    user_id: served.rootId,
  });
  likeWhole(t, removed, [{ resource: everyoneGroup.id, params: JSON.stringify({ user_id: userId }) }]);
});
