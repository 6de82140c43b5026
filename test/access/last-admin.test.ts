import test, { type ExecutionContext } from 'ava';
import { adminGroup } from '../../host/access/system-groups.ts';
import { randomChanges } from './support/random-changes.ts';
import { administrator, intentOf, person, type Started, startedAccess } from './support/started-access.ts';

const removed = intentOf('user_group.member_removed');

/** Active people in Admin, straight from the rows: those for good, and those for a while. */
const adminsOf = async ({ store, clock }: Started) => {
  const rows = await store.read
    .selectFrom('user_group_members as member')
    .innerJoin('users', 'users.id', 'member.user_id')
    .select(['users.id', 'member.expires_at'])
    .where('member.group_id', '=', adminGroup.id)
    .where('users.active', '=', true)
    .where('users.is_service', '=', false)
    .execute();
  return {
    permanent: rows.filter(({ expires_at }) => expires_at === null).length,
    temporary: rows.filter(({ expires_at }) => expires_at && expires_at.getTime() > clock.ms).length,
  };
};

const survives = async (t: ExecutionContext, seed: number) => {
  const started = await startedAccess(t);
  const seen: number[] = [];

  await randomChanges(started, {
    seed,
    steps: 120,
    kinds: 'admin',
    each: async () => {
      seen.push((await adminsOf(started)).permanent);
    },
  });

  t.is(seen.length, 120);
  t.true(Math.max(...seen) > 1);
  t.false(seen.includes(0));
};

test('T64: whatever administrators do, one active administrator remains', survives, 1);
test('T64: the same, another way', survives, 20_260_301);

test('the membership and the account are both guarded, in the transaction of the change', async (t) => {
  const started = await startedAccess(t);
  const { store, access } = started;
  const root = (await administrator(started, 'root@example.com'))().userId;
  const switchOff = store.keep(async (tx) => {
    await tx.updateTable('users').set({ active: false }).where('id', '=', root).execute();
    await access.checkAdminRemains(tx);
  });

  await t.throwsAsync(switchOff, { code: 'last_admin' });
  await t.throwsAsync(
    store.keep(async (tx) => {
      await access.forgetUser(tx, root);
      await access.checkAdminRemains(tx);
    }),
    { code: 'last_admin' },
  );

  t.deepEqual(await adminsOf(started), { permanent: 1, temporary: 0 });
});

test('before the first administrator nobody is missed', async (t) => {
  const started = await startedAccess(t);
  await person(started, 'ada@example.com');

  await t.notThrowsAsync(started.store.keep((tx) => started.access.checkAdminRemains(tx)));
});

test('the service user of the host is no administrator who could repair anything', async (t) => {
  const started = await startedAccess(t);
  const { store, access, members } = started;
  const root = (await administrator(started, 'root@example.com'))().userId;
  const robot = await person(started, 'scheduler@system.local');
  await store.keep(async (tx) => {
    await tx.updateTable('users').set({ is_service: true }).where('id', '=', robot().userId).execute();
    await access.seedAdmin(tx, { userId: robot().userId, addedBy: 'system:seed' });
  });

  await t.throwsAsync(members.removeMember({ groupId: adminGroup.id, userId: root }, removed), {
    code: 'last_admin',
  });
});

test('somebody who is administrator for a while does not replace the last one for good', async (t) => {
  const started = await startedAccess(t);
  const { store, access, members, clock } = started;
  const root = (await administrator(started, 'root@example.com'))().userId;
  const guest = (await person(started, 'guest@example.com'))().userId;
  const expiresAt = new Date(clock.ms + 86_400_000);
  await store.keep((tx) => access.addBreakGlass(tx, { userId: guest, expiresAt }));

  const takeOut = members.removeMember({ groupId: adminGroup.id, userId: root }, removed);

  await t.throwsAsync(takeOut, { code: 'last_admin' });
});

test('where everybody is there for a while only, they can still put things right', async (t) => {
  const started = await startedAccess(t);
  const { store, access, members, clock } = started;
  const root = (await administrator(started, 'root@example.com'))().userId;
  const guest = (await person(started, 'guest@example.com'))().userId;
  await store.keep((tx) => tx.updateTable('users').set({ active: false }).where('id', '=', root).execute());
  const expiresAt = new Date(clock.ms + 86_400_000);
  await store.keep((tx) => access.addBreakGlass(tx, { userId: guest, expiresAt }));

  await members.removeMember({ groupId: adminGroup.id, userId: root }, removed);
  const leave = store.keep(async (tx) => {
    await access.forgetUser(tx, guest);
    await access.checkAdminRemains(tx);
  });

  await t.throwsAsync(leave, { code: 'last_admin' });
  t.deepEqual(await adminsOf(started), { permanent: 0, temporary: 1 });
});
