import test, { type ExecutionContext } from 'ava';
import { adminGroup, everyoneGroup } from '../../host/access/system-groups.ts';
import type { SyncedGroup } from '../../host/identity/memberships.ts';
import { intentOf, person, startedAccess } from './support/started-access.ts';

const google = 'google_sync';
const corp = 'oidc:corp';

/** Ada, and `sync` that replaces what a source gave her. */
const withAda = async (t: ExecutionContext, mapped: { admin?: string } = {}) => {
  const started = await startedAccess(t, { mappedEmails: mapped });
  const { store, access } = started;
  const ada = (await person(started, 'ada@example.com'))().userId;
  const sync = async (source: string, groups: readonly SyncedGroup[], userId = ada) => {
    const result = await store.keep((tx) => access.replaceSynced(tx, { userId, source, groups }));
    await access.refresh();
    return result;
  };
  const names = (userId = ada) =>
    access
      .groupsOf(userId)
      .map(({ name, origin }) => `${name} ${origin}`)
      .toSorted();
  return { ...started, ada, sync, names };
};

test('groups that are missing are made, and known again by their name', async (t) => {
  const { sync, names, access } = await withAda(t);

  const first = await sync(google, [{ name: 'sales@example.com' }, { name: 'ops@example.com' }]);
  const second = await sync(google, [{ name: 'ops@example.com' }, { name: 'dev@example.com' }]);
  const third = await sync(google, [{ name: 'dev@example.com' }, { name: 'ops@example.com' }]);

  t.deepEqual(first, { added: ['sales@example.com', 'ops@example.com'], removed: [] });
  t.deepEqual(second, { added: ['dev@example.com'], removed: ['sales@example.com'] });
  t.deepEqual(third, { added: [], removed: [] });
  t.deepEqual(names(), ['dev@example.com google_sync', 'ops@example.com google_sync']);
  t.is(access.rights.groups.filter(({ created_by }) => created_by === 'system:google-sync').length, 3);
});

test('an empty list takes away what this source gave, and nothing of others', async (t) => {
  const { sync, names, members, ada } = await withAda(t);
  await members.addMember({ groupId: everyoneGroup.id, userId: ada }, intentOf('user_group.member_added'));
  await sync(google, [{ system: 'everyone' }, { name: 'sales@example.com' }]);
  await sync(corp, [{ name: 'engineers' }]);

  const result = await sync(google, []);

  t.deepEqual(result, { added: [], removed: ['Everyone', 'sales@example.com'] });
  t.deepEqual(names(), ['Everyone system', 'engineers oidc:corp']);
});

test('T75: a synced group that is named like a system group gets a suffix, whatever its case or look', async (t) => {
  const { sync, names, access, ada } = await withAda(t);

  await sync(corp, [{ name: 'Admin' }, { name: 'EVERYONE' }, { name: 'Ａdmin' }]);

  t.deepEqual(names(), [
    'Admin (oidc:corp) oidc:corp',
    'EVERYONE (oidc:corp) oidc:corp',
    'Ａdmin (oidc:corp 2) oidc:corp',
  ]);
  t.false(access.isAdmin(ada));
});

test('T75: a directory does not get into a group that an administrator or another directory made', async (t) => {
  const { sync, names, groups } = await withAda(t);
  await groups.createGroup({ name: 'Finance' }, intentOf('user_group.created'));
  await sync(google, [{ name: 'dev@example.com' }]);

  await sync(corp, [{ name: 'finance' }, { name: 'dev@example.com' }]);

  t.deepEqual(names(), [
    'dev@example.com (oidc:corp) oidc:corp',
    'dev@example.com google_sync',
    'finance (oidc:corp) oidc:corp',
  ]);
});

test('T75: nobody gets into a suffixed group by naming theirs like it', async (t) => {
  const { sync, names, ...started } = await withAda(t);
  const eve = (await person(started, 'eve@example.com'))().userId;
  await sync(corp, [{ name: 'admin' }]);

  await sync(corp, [{ name: 'admin (oidc:corp)' }, { name: 'ADMIN' }], eve);

  t.deepEqual(names(), ['admin (oidc:corp) oidc:corp']);
  t.deepEqual(names(eve), ['ADMIN (oidc:corp 2) oidc:corp', 'admin (oidc:corp) (oidc:corp) oidc:corp']);
});

test('a suffixed group stays what it is when the name becomes free', async (t) => {
  const { sync, names, groups } = await withAda(t);
  const { id } = await groups.createGroup({ name: 'Finance' }, intentOf('user_group.created'));
  await sync(corp, [{ name: 'Finance' }]);
  await groups.deleteGroup(id, intentOf('user_group.deleted'));

  const again = await sync(corp, [{ name: 'Finance' }]);

  t.deepEqual(again, { added: [], removed: [] });
  t.deepEqual(names(), ['Finance (oidc:corp) oidc:corp']);
});

test('an administrator cannot make a group that a sync made first', async (t) => {
  const { sync, groups } = await withAda(t);
  await sync(corp, [{ name: 'Finance' }]);

  await t.throwsAsync(groups.createGroup({ name: 'FINANCE' }, intentOf('user_group.created')), {
    code: 'group_exists',
  });
});

test('names are trimmed, and a blank one is no group', async (t) => {
  const { sync, names } = await withAda(t);

  const result = await sync(corp, [{ name: ' dev ' }, { name: 'dev' }, { name: '  ' }]);

  t.deepEqual(result, { added: ['dev'], removed: [] });
  t.deepEqual(names(), ['dev oidc:corp']);
});

test('what is suspended gives no right until the source answers again', async (t) => {
  const { sync, names, store, access, grants, ada } = await withAda(t);
  await sync(google, [{ name: 'sales@example.com' }, { system: 'everyone' }]);
  await sync(corp, [{ name: 'dev' }]);
  const group_id = access.groupsOf(ada).find(({ origin }) => origin === google)?.id ?? '';
  const key = { group_id, resource_type: 'table', resource_id: 't1' };
  await grants.grant(key, intentOf('resource_grant.created'));

  await store.keep((tx) => access.suspendSynced(tx, { userId: ada, source: google }));
  await access.refresh();
  const suspended = { names: names(), may: access.rights.isGranted(ada, 'table', 't1') };
  const result = await sync(google, [{ name: 'sales@example.com' }]);

  t.deepEqual(suspended, { names: ['dev oidc:corp'], may: false });
  t.deepEqual(result, { added: [], removed: ['Everyone'] });
  t.deepEqual(names(), ['dev oidc:corp', 'sales@example.com google_sync']);
  t.true(access.rights.isGranted(ada, 'table', 't1'));
});

test('a mapped group makes administrators, and what the directory takes away is gone, the last one too', async (t) => {
  const { sync, access, ada, store } = await withAda(t, { admin: 'admins@example.com' });

  await sync(google, [{ system: 'admin' }]);
  const before = access.isAdmin(ada);
  await sync(google, []);

  t.true(before);
  t.false(access.isAdmin(ada));
  t.true(await access.hasHumanAdmin(store.read));
});

test('who is in a synced group, or put into a mapped one by a sync, is managed elsewhere', async (t) => {
  const { sync, access, ada, store, ...started } = await withAda(t, { admin: 'admins@example.com' });
  const root = (await person({ access, store, ...started }, 'root@example.com'))().userId;
  await store.keep((tx) => access.seedAdmin(tx, { userId: root, addedBy: 'system:seed' }));
  const is = () => access.isSsoManaged(ada);
  await sync(google, [{ system: 'everyone' }]);
  const unmapped = is();
  await sync(google, [{ system: 'admin' }]);
  const mapped = is();
  await sync(google, []);
  const none = is();
  await sync(corp, [{ name: 'dev' }]);
  const synced = is();
  await store.keep((tx) => access.suspendSynced(tx, { userId: ada, source: corp }));
  await access.refresh();

  t.deepEqual([unmapped, mapped, none, synced, is()], [false, true, false, true, true]);
  t.false(access.isSsoManaged(root));
});

test('a user who is forgotten leaves no membership, of whatever source', async (t) => {
  const { sync, access, ada, store, members } = await withAda(t);
  await sync(google, [{ name: 'sales@example.com' }]);
  await members.addMember({ groupId: adminGroup.id, userId: ada }, intentOf('user_group.member_added'));

  await store.keep((tx) => access.forgetUser(tx, ada));
  await access.refresh();

  t.deepEqual(access.groupsOf(ada), []);
  t.deepEqual(await store.read.selectFrom('user_group_members').select('source').execute(), []);
});
