import test from 'ava';
import { GrantReach } from '../../host/access/grants/reach.ts';
import { adminGroup } from '../../host/access/system-groups.ts';
import { administrator, intentOf, person, reader, startedAccess } from './support/started-access.ts';

const table = (group_id: string, resource_id: string) => ({ group_id, resource_type: 'table', resource_id });

test('people gain what no group of theirs had, and lose what no group of theirs keeps', async (t) => {
  const started = await startedAccess(t);
  const { members, groups } = started;
  const reach = new GrantReach(started);
  const ada = await reader(started, 'ada@example.com', ['t1']);
  const bob = await reader(started, 'bob@example.com', ['t1', 't2']);
  await members.addMember(
    { groupId: bob.group.id, email: 'ada@example.com' },
    intentOf('user_group.member_added'),
  );
  const empty = await groups.createGroup({ name: 'empty' }, intentOf('user_group.created'));

  const same = await reach.of({ add: [table(ada.group.id, 't2')], remove: [] });
  const gained = await reach.of({ add: [table(bob.group.id, 't3'), table(empty.id, 't4')], remove: [] });
  const kept = await reach.of({ add: [], remove: [table(ada.group.id, 't1')] });
  const lost = await reach.of({ add: [], remove: [table(ada.group.id, 't1'), table(bob.group.id, 't1')] });
  const moved = await reach.of({ add: [table(ada.group.id, 't2')], remove: [table(bob.group.id, 't2')] });
  const nothing = await reach.of({ add: [table('gone', 't1')], remove: [table(ada.group.id, 't9')] });

  t.deepEqual(same, { gain: 0, lose: 0 });
  t.deepEqual(gained, { gain: 2, lose: 0 });
  t.deepEqual(kept, { gain: 0, lose: 0 });
  t.deepEqual(lost, { gain: 0, lose: 2 });
  t.deepEqual(moved, { gain: 0, lose: 1 });
  t.deepEqual(nothing, { gain: 0, lose: 0 });
});

test('administrators gain and lose nothing but of the feed, and who is deactivated counts for nobody', async (t) => {
  const started = await startedAccess(t);
  const { store } = started;
  const reach = new GrantReach(started);
  await administrator(started, 'root@example.com');
  const gone = await reader(started, 'gone@example.com', ['t1']);
  const update = store.read
    .updateTable('users')
    .set({ active: false })
    .where('email', '=', 'gone@example.com');
  await store.keep(async (tx) => void (await tx.executeQuery(update)));
  await person(started, 'nobody@example.com');
  const feed = { group_id: adminGroup.id, resource_type: 'marketplace_plugin', resource_id: 'acme/one' };

  const tables = await reach.of({ add: [table(adminGroup.id, 't1')], remove: [] });
  const plugins = await reach.of({ add: [feed], remove: [] });
  const inactive = await reach.of({ add: [], remove: [table(gone.group.id, 't1')] });

  t.deepEqual(tables, { gain: 0, lose: 0 });
  t.deepEqual(plugins, { gain: 1, lose: 0 });
  t.deepEqual(inactive, { gain: 0, lose: 0 });
});
