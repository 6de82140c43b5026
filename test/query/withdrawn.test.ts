import { once } from 'node:events';
import type { Readable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { adminGroup } from '../../host/access/system-groups.ts';
import { bind } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import { queryOperations } from '../../host/query/operations.ts';
import { Queries } from '../../host/query/queries.ts';
import type { QueryAsk } from '../../host/query/query-ask.ts';
import { Withdrawals } from '../../host/query/withdrawals.ts';
import { administrator, intentOf, reader } from '../access/support/started-access.ts';
import { startServer } from '../support/start-server.ts';
import { nearPlans } from './plan/near-plans.ts';
import { startedQueries } from './support/started-queries.ts';

const many = 'SELECT o.region, r.range FROM orders o, range(500000) r';
const endless = 'SELECT count(*) FROM orders, range(1000000000000) a, range(1000000) b';
const revoked = intentOf('resource_grant.deleted');

/** Ada and Bob may read the orders, each by a grant of their own; one worker answers. */
const started = async (t: ExecutionContext) => {
  const all = await startedQueries(t);
  const { access, pool, generations: lake, newId } = all;
  const limits = { rows: 10_000_000, timeoutMs: 60_000 };
  const queries = new Queries({
    access,
    pool,
    lake,
    newId,
    limits,
    now: Date.now,
    onQuery: (entry) => all.log.push(entry),
  });
  const people = {
    carl: await reader(all, 'carl@example.com', ['t-orders', 't-people']),
    bob: await reader(all, 'bob@example.com', ['t-orders']),
  };
  const ask = (who: Principal, sql: string, more: Partial<QueryAsk> = {}) =>
    queries.run(
      who,
      { sql, format: 'csv', limit: 10_000_000, ...more },
      { requestId: 'r', signal: new AbortController().signal },
    );
  return { ...all, ...people, queries, ask };
};

test('nothing of a table comes after the answer to its revocation: not of what runs, waits or was read ahead', async (t) => {
  const { ask, carl, bob, grants, log } = await started(t);
  const who = carl.principal();
  const { body, end } = await ask(who, many);
  const stream = body as Readable;
  const waiting = t.throwsAsync(ask(who, 'SELECT 1'), { code: 'access_withdrawn' });
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await once(stream, 'data');
  stream.pause();

  await grants.revoke(carl.grants[0]?.id ?? '', revoked);

  const before = bytes;
  stream.resume();
  t.like(stream.errored, { code: 'access_withdrawn' });
  await t.throwsAsync(end, { code: 'access_withdrawn' });
  await waiting;
  await t.throwsAsync(ask(who, 'FROM orders'), { code: 'table_not_available' });
  t.true(before > 0);
  t.is(bytes, before);
  t.is(String((await ask(who, 'SELECT count(*) AS n FROM people')).body), 'n\n3\n');
  t.is(String((await ask(bob.principal(), 'SELECT count(*) AS n FROM orders')).body), 'n\n12\n');
  t.like(log[0], { status: 'refused', errorCode: 'access_withdrawn' });
});

test('a statement that computes still is stopped, those of others go on', async (t) => {
  const { ask, carl, bob, grants } = await started(t);
  const long = ask(carl.principal(), endless);
  const other = ask(bob.principal(), 'SELECT count(*) AS n FROM orders');

  await grants.revoke(carl.grants[1]?.id ?? '', revoked);

  await t.throwsAsync(long, { code: 'access_withdrawn' });
  t.is(String((await other).body), 'n\n12\n');
});

test('who is no administrator any more reads on as one no longer', async (t) => {
  const { ask, members, ...all } = await started(t);
  await administrator({ ...all, members }, 'first@example.com');
  const ruth = await administrator({ ...all, members }, 'ruth@example.com');
  const { body } = await ask(ruth(), 'SELECT s.*, r.range FROM salaries s, range(3000000) r');

  const { userId } = ruth();
  await members.removeMember({ groupId: adminGroup.id, userId }, intentOf('user_group.member_removed'));

  await t.throwsAsync((body as Readable).toArray(), { code: 'access_withdrawn' });
  await t.throwsAsync(ask(ruth(), 'FROM salaries'), { code: 'table_not_available' });
});

test('who was an administrator when they asked, and is none when it is their turn, is not answered', async (t) => {
  const { ask, members, ...all } = await started(t);
  await administrator({ ...all, members }, 'first@example.com');
  const ruth = await administrator({ ...all, members }, 'ruth@example.com');
  const before = ruth();

  await members.removeMember(
    { groupId: adminGroup.id, userId: before.userId },
    intentOf('user_group.member_removed'),
  );

  await t.throwsAsync(ask(before, 'FROM salaries'), { code: 'access_withdrawn' });
});

test('a membership that ends by itself stops what runs under it', async (t) => {
  const { ask, store, access, clock, bob } = await started(t);
  const { userId } = bob.principal();
  const expiresAt = new Date(clock.ms + 20);
  await store.keep((tx) => access.addBreakGlass(tx, { userId, expiresAt }));
  await access.refresh();
  const long = ask({ ...bob.principal(), isAdmin: true }, endless);

  clock.ms += 20;

  await t.throwsAsync(long, { code: 'access_withdrawn' });
});

test('a table that is granted and taken again while a statement is on its way is noticed', async (t) => {
  const { access, grants, bob } = await started(t);
  const [group] = access.rights.groupsOf(bob.principal().userId);
  const draft = { group_id: group?.id ?? '', resource_type: 'table', resource_id: 't-people' };
  const withdrawals = new Withdrawals(access);
  using watched = withdrawals.watch(bob.principal(), new AbortController().signal);

  const { id } = await grants.grant(draft, intentOf('resource_grant.created'));
  const during = watched.signal.aborted;
  await grants.revoke(id, revoked);

  t.false(during);
  t.like(watched.signal.reason, { code: 'access_withdrawn' });
});

test('a table that is taken away stops what reads it, and not what reads another', async (t) => {
  const { ask, carl, grants } = await started(t);
  const { body, end } = await ask(carl.principal(), many);

  await grants.revoke(carl.grants[1]?.id ?? '', revoked);

  const bytes = Buffer.concat(await (body as Readable).toArray());
  t.is((await end).rows, 6_000_000);
  t.is(bytes.subarray(-1).toString(), '\n');
});

test('a table that is taken away stops what reads the catalog beside another table', async (t) => {
  const { ask, carl, grants } = await started(t);
  const who = carl.principal();
  const small = await ask(who, 'SELECT 1 FROM orders, (SHOW TABLES)');
  const { body } = await ask(who, 'SELECT c.* FROM orders o, range(300000) r, information_schema.columns c');

  await grants.revoke(carl.grants[1]?.id ?? '', revoked);

  await t.throwsAsync((body as Readable).toArray(), { code: 'access_withdrawn' });
  t.deepEqual(small.tables, ['information_schema.', 'orders']);
});

test('over HTTP an answer that has begun breaks off, one that has not is a 403 that says why', async (t) => {
  const lab = await started(t);
  const { queries, carl, bob, grants } = lab;
  const origin = await startServer(t, bind(queryOperations, { queries, queryPlans: nearPlans(lab) }), {
    carl: carl.principal(),
    bob: bob.principal(),
  });
  const post = (who: string, body: unknown): Promise<Response> =>
    fetch(`${origin}/api/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const begun = await post('carl', { sql: many, limit: 6_000_000 });
  const waits = post('carl', { sql: endless });

  await grants.revoke(carl.grants[0]?.id ?? '', revoked);

  await t.throwsAsync(begun.text());
  const refused = await waits;
  t.is(refused.status, 403);
  t.like(await refused.json(), { code: 'access_withdrawn' });
  t.is((await post('bob', { sql: 'FROM orders' })).status, 200);
});
