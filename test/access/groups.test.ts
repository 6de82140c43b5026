import test from 'ava';
import { adminGroup } from '../../host/access/system-groups.ts';
import { intentOf, person, reader, startedAccess } from './support/started-access.ts';

const created = intentOf('user_group.created');
const added = intentOf('user_group.member_added');
const granted = intentOf('resource_grant.created');

test('a group is made under its trimmed name', async (t) => {
  const { groups, access } = await startedAccess(t);

  const group = await groups.createGroup({ name: ' Sales ', description: 'Who sells.' }, created);

  t.like(group, { name: 'Sales', description: 'Who sells.', is_system: false, created_by: 'the-admin' });
  t.true(access.rights.groups.some(({ id }) => id === group.id));
});

test('names of groups are unique in any case, those of the system too', async (t) => {
  const { groups } = await startedAccess(t);
  await groups.createGroup({ name: 'Sales' }, created);

  await t.throwsAsync(() => groups.createGroup({ name: 'SALES' }, created), { code: 'group_exists' });
  await t.throwsAsync(() => groups.createGroup({ name: 'admin' }, created), { code: 'group_exists' });
  await t.throwsAsync(() => groups.createGroup({ name: ' ' }, created), { code: 'blank_name' });
});

test('of two groups made at the same moment under one name one is refused', async (t) => {
  const { groups } = await startedAccess(t);

  const results = await Promise.allSettled([
    groups.createGroup({ name: 'Sales' }, created),
    groups.createGroup({ name: 'sales' }, created),
  ]);

  t.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('a member is found by any spelling of the address, and cannot join twice', async (t) => {
  const started = await startedAccess(t);
  const { groups, access } = started;
  const ada = await person(started, 'ada@example.com');
  const { id: groupId } = await groups.createGroup({ name: 'Sales' }, created);

  await groups.addMember({ groupId, email: 'ADA@example.com' }, added);

  t.deepEqual(
    access.groupsOf(ada().userId).map(({ name }) => name),
    ['Sales'],
  );
  await t.throwsAsync(() => groups.addMember({ groupId, email: 'ada@example.com' }, added), {
    code: 'already_member',
  });
});

test('unknown groups and users are not found', async (t) => {
  const { groups } = await startedAccess(t);
  const { id: groupId } = await groups.createGroup({ name: 'Sales' }, created);

  await t.throwsAsync(() => groups.addMember({ groupId: 'nope', email: 'a@b.example' }, added), {
    code: 'group_not_found',
  });
  await t.throwsAsync(() => groups.addMember({ groupId, email: 'a@b.example' }, added), {
    code: 'user_unknown',
  });
});

test('a grant is made once', async (t) => {
  const started = await startedAccess(t);
  const { group } = await reader(started, 'ada@example.com', ['t1']);
  const again = { group_id: group.id, resource_type: 'table', resource_id: 't1' };

  await t.throwsAsync(() => started.groups.grant(again, granted), { code: 'grant_exists' });
});

test('a grant needs a group, a known type and an id', async (t) => {
  const started = await startedAccess(t);
  const { groups } = started;
  const good = { group_id: adminGroup.id, resource_type: 'table', resource_id: 't1' };

  await t.throwsAsync(() => groups.grant({ ...good, group_id: 'nope' }, granted), {
    code: 'group_not_found',
  });
  await t.throwsAsync(() => groups.grant({ ...good, resource_type: 'moon' }, granted), {
    code: 'unknown_resource_type',
  });
  await t.throwsAsync(() => groups.grant({ ...good, resource_id: ' ' }, granted), {
    code: 'blank_resource_id',
  });
});

test('a grant that is not there cannot be revoked', async (t) => {
  const { groups } = await startedAccess(t);

  await t.throwsAsync(() => groups.revoke('nope', intentOf('resource_grant.deleted')), {
    code: 'grant_not_found',
  });
});

test('a refused change leaves no audit row', async (t) => {
  const { groups, store } = await startedAccess(t);
  const rows = () => store.read.selectFrom('audit_log').select(['action', 'resource', 'user_id']).execute();
  const { id } = await groups.createGroup({ name: 'Sales' }, created);
  await t.throwsAsync(() => groups.createGroup({ name: 'Sales' }, created));

  t.deepEqual(await rows(), [{ action: 'user_group.created', resource: id, user_id: 'the-admin' }]);
});

test('the first person in Admin closes the first-time setup for good', async (t) => {
  const started = await startedAccess(t);
  const { access, groups, store } = started;
  await person(started, 'ada@example.com');
  t.false(await access.hasHumanAdmin(store.read));

  await groups.addMember({ groupId: adminGroup.id, email: 'ada@example.com' }, added);
  await store.keep((tx) => tx.deleteFrom('user_group_members').execute());

  t.true(await access.hasHumanAdmin(store.read));
});
