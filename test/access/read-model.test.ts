import test from 'ava';
import { Access } from '../../host/access/access.ts';
import { everyoneGroup } from '../../host/access/system-groups.ts';
import { randomChanges } from './support/random-changes.ts';
import { intentOf, person, reader, type Started, startedAccess } from './support/started-access.ts';

const orders = { id: 't-orders', name: 'orders' };

/** Everything that can be asked of rights, for some users. */
const answersOf = ({ rights }: Access, users: readonly string[]) => ({
  version: rights.version,
  groups: rights.groups,
  grants: rights.grants,
  members: rights.memberCounts(),
  size: rights.size,
  users: users.map((id) => [rights.isAdmin(id), rights.groupsOf(id), rights.effective(id)]),
});

const usersOf = async ({ store }: Started) =>
  (await store.read.selectFrom('users').select('id').execute()).map(({ id }) => id);

test('a change that nobody noted counts too, from the next reading on', async (t) => {
  const started = await startedAccess(t);
  const { principal } = await reader(started, 'ada@example.com', [orders.id]);
  await started.store.keep((tx) => tx.deleteFrom('user_group_members').execute());
  await started.access.refresh();

  t.deepEqual(await started.access.filter(principal(), 'table', [orders]), []);
});

test('changes made at the same moment are all in force when the last is acknowledged', async (t) => {
  const started = await startedAccess(t);
  const ids = Array.from({ length: 20 }, (_, id) => `t${id}`);

  const { principal } = await reader(started, 'ada@example.com', ids);

  t.deepEqual(started.access.rights.grantedIds(principal().userId, 'table'), new Set(ids.toSorted()));
});

test('a reading that ends late does not replace a newer one', async (t) => {
  const { store, now, groups } = await startedAccess(t);
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const slow = store.read.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      reached.resolve();
      await opened.promise;
      return result;
    },
  });
  const readings = [slow];
  const access = new Access({
    now,
    store: {
      get read() {
        return readings.shift() ?? store.read;
      },
      write: (intent, fn) => store.write(intent, fn),
      keep: (fn) => store.keep(fn),
      revision: (tables) => store.revision(tables),
      [Symbol.asyncDispose]: async () => undefined,
    },
  });
  const first = access.refresh();
  await reached.promise;
  await groups.createGroup({ name: 'Sales' }, intentOf('user_group.created'));

  const second = access.refresh();
  await Promise.race([second, groups.createGroup({ name: 'Support' }, intentOf('user_group.created'))]);
  opened.resolve();
  await Promise.all([first, second]);

  t.true(access.rights.groups.some(({ name }) => name === 'Sales'));
});

test('before anything is read nobody has a right', async (t) => {
  const started = await startedAccess(t);
  const { principal } = await reader(started, 'ada@example.com', [orders.id]);
  const fresh = new Access(started);

  t.deepEqual(await fresh.filter(principal(), 'table', [orders]), []);
  await fresh.refresh();
  t.is((await fresh.filter(principal(), 'table', [orders])).length, 1);
});

test('what is re-read where it changed is what a reading of everything gives', async (t) => {
  const started = await startedAccess(t);
  const { access, store, now } = started;

  const done = await randomChanges(started, { seed: 7, steps: 150, kinds: 'all' });

  const fresh = new Access({ store, now });
  await fresh.refresh();
  const users = await usersOf(started);
  t.true(done > 60);
  t.deepEqual(answersOf(access, users), answersOf(fresh, users));
});

test('a change nobody may be told of piece by piece is read as a whole', async (t) => {
  const started = await startedAccess(t);
  const { access, grants, store, now } = started;
  const ada = await person(started, 'ada@example.com');
  const stale = new Access({ store, now });
  await stale.refresh();
  const key = { group_id: everyoneGroup.id, resource_type: 'table' };
  const each = Array.from({ length: 60 }, (_, at) => ({ ...key, resource_id: `t${at}` }));
  await Promise.all(each.map((draft) => grants.grant(draft, intentOf('resource_grant.created'))));

  await stale.refresh();

  t.deepEqual(answersOf(stale, [ada().userId]), answersOf(access, [ada().userId]));
});
