import test from 'ava';
import type { Granted } from '../../host/access/access.ts';
import { adminGroup, everyoneGroup } from '../../host/access/system-groups.ts';
import { administrator, intentOf, person, reader, startedAccess } from './support/started-access.ts';

const orders = { id: 't-orders', name: 'orders' };
const salaries = { id: 't-salaries', name: 'salaries' };
const everything = [salaries, orders];

test('a granted table is handed over', async (t) => {
  const started = await startedAccess(t);
  const { principal } = await reader(started, 'ada@example.com', [orders.id]);

  t.is((await started.access.authorize(principal(), 'table', orders)).resource, orders);
});

test('a table that is not granted and one that does not exist are refused alike', async (t) => {
  const started = await startedAccess(t);
  const { principal } = await reader(started, 'ada@example.com', [orders.id]);
  const ask = (found: typeof orders | undefined) => () =>
    started.access.authorizeAsked(principal(), 'table', { asked: 'salaries', found });

  const ungranted = await t.throwsAsync(ask(salaries));
  const unknown = await t.throwsAsync(ask(undefined));

  t.like(ungranted, {
    code: 'table_not_available',
    kind: 'forbidden',
    message: "Access denied to table 'salaries'",
    details: { table: 'salaries' },
  });
  t.deepEqual({ ...unknown }, { ...ungranted });
  t.is(unknown?.message, ungranted?.message);
});

test('a refusal by id names the id, not the table behind it', async (t) => {
  const started = await startedAccess(t);
  const stranger = await person(started, 'eve@example.com');

  await t.throwsAsync(() => started.access.authorize(stranger(), 'table', salaries), {
    message: "Access denied to table 't-salaries'",
  });
});

test('a refusal of anything but a table names its type, and tells no more either', async (t) => {
  const started = await startedAccess(t);
  const eve = await person(started, 'eve@example.com');

  const error = await t.throwsAsync(() =>
    started.access.authorizeAsked(eve(), 'memory_domain', { asked: 'finance', found: undefined }),
  );

  t.like(error, {
    code: 'resource_not_available',
    kind: 'forbidden',
    message: 'Access denied to the memory_domain "finance".',
  });
});

test('a list keeps what is granted, in its order', async (t) => {
  const started = await startedAccess(t);
  const { principal } = await reader(started, 'ada@example.com', [orders.id, salaries.id]);
  const other = await reader(started, 'bob@example.com', [orders.id]);

  const both = await started.access.filter(principal(), 'table', everything);
  const one = await started.access.filter(other.principal(), 'table', everything);

  t.deepEqual(
    both.map(({ resource }) => resource),
    everything,
  );
  t.deepEqual(
    one.map(({ resource }) => resource),
    [orders],
  );
  t.deepEqual(started.access.grantedIds(other.principal(), 'table'), new Set([orders.id]));
});

test('rights of several groups add up', async (t) => {
  const started = await startedAccess(t);
  const { principal } = await reader(started, 'ada@example.com', [orders.id]);
  const second = await reader(started, 'bob@example.com', [salaries.id]);
  await started.members.addMember(
    { groupId: second.group.id, email: 'ada@example.com' },
    intentOf('user_group.member_added'),
  );

  t.is((await started.access.filter(principal(), 'table', everything)).length, 2);
});

test('a grant counts for its type only', async (t) => {
  const started = await startedAccess(t);
  const { principal } = await reader(started, 'ada@example.com', [orders.id]);

  t.deepEqual(await started.access.filter(principal(), 'memory_domain', everything), []);
});

test('without a group nothing is granted, though the group Everyone is', async (t) => {
  const started = await startedAccess(t);
  const stranger = await person(started, 'eve@example.com');
  const grant = { group_id: everyoneGroup.id, resource_type: 'table', resource_id: orders.id };
  await started.grants.grant(grant, intentOf('resource_grant.created'));

  t.deepEqual(await started.access.filter(stranger(), 'table', everything), []);
});

test('an administrator may use everything that exists, and nothing that does not', async (t) => {
  const started = await startedAccess(t);
  const admin = await person(started, 'root@example.com');
  await started.members.addMember(
    { groupId: adminGroup.id, email: 'root@example.com' },
    intentOf('user_group.member_added'),
  );

  t.true(admin().isAdmin);
  t.is(started.access.grantedIds(admin(), 'table'), 'all');
  t.is((await started.access.filter(admin(), 'table', everything)).length, 2);
  await t.throwsAsync(
    () => started.access.authorizeAsked(admin(), 'table', { asked: 'gone', found: undefined }),
    { code: 'table_not_available' },
  );
});

test('the feed gives an administrator what they were granted, like everybody', async (t) => {
  const started = await startedAccess(t);
  const admin = await administrator(started, 'root@example.com');
  const [review, lint] = [{ id: 'tools/review' }, { id: 'tools/lint' }];
  const key = { group_id: adminGroup.id, resource_type: 'marketplace_plugin', resource_id: review.id };
  await started.grants.grant(key, intentOf('resource_grant.created'));

  const own = await started.access.filter(admin(), 'marketplace_plugin', [review, lint]);

  t.deepEqual(
    own.map(({ resource }) => resource),
    [review],
  );
  await t.throwsAsync(() => started.access.authorize(admin(), 'marketplace_plugin', lint), {
    code: 'resource_not_available',
  });
});

test('a revoked grant is gone when the revocation is acknowledged', async (t) => {
  const started = await startedAccess(t);
  const { principal, grants } = await reader(started, 'ada@example.com', [orders.id]);

  await started.grants.revoke(grants[0]?.id ?? '', intentOf('resource_grant.deleted'));

  await t.throwsAsync(() => started.access.authorize(principal(), 'table', orders), {
    code: 'table_not_available',
  });
});

test('what was granted can only come from access', (t) => {
  const read = (granted: Granted<typeof orders>) => granted.resource.name;

  // @ts-expect-error -- the brand is private to access.ts: a resource that nobody checked does not compile.
  t.is(read({ resource: orders }), 'orders');
});
