import { isPlatformError } from '@agnes/sdk';
import test from 'ava';
import { Explain } from '../../host/access/explain/explain.ts';
import { intentOf, person, type Started, startedAccess } from './support/started-access.ts';

const granted = intentOf('resource_grant.created');
const tables = Array.from({ length: 12 }, (_, at) => ({ id: `table-${at}` }));
const people = Array.from({ length: 8 }, (_, at) => at);
const groupNames = Array.from({ length: 5 }, (_, at) => `group ${at}`);

/** Eight people in five groups that were granted some of twelve tables, in no simple pattern. */
const seeded = async (started: Started) => {
  const { groups, members, grants } = started;
  const made = await Promise.all(groupNames.map((name) => groups.createGroup({ name }, granted)));
  const all = await Promise.all(people.map((at) => person(started, `p${at}@example.com`)));
  const joins = all.flatMap((one, user) =>
    made.filter((_, group) => (user * 7 + group * 5) % 4 === 0).map(({ id }) => [id, one().userId] as const),
  );
  await Promise.all(joins.map(([groupId, userId]) => members.addMember({ groupId, userId }, granted)));
  const wanted = made.flatMap(({ id }, group) =>
    tables.filter((_, table) => (group * 3 + table * 11) % 5 === 0).map((table) => [id, table.id] as const),
  );
  await Promise.all(
    wanted.map(([group_id, resource_id]) =>
      grants.grant({ group_id, resource_type: 'table', resource_id }, granted),
    ),
  );
  return all.map((one) => one());
};

/** Which person may use which table, straight from the rows. */
const pairsOf = async ({ store }: Started): Promise<readonly string[]> => {
  const rows = await store.read
    .selectFrom('resource_grants as grant')
    .innerJoin('user_group_members as member', 'member.group_id', 'grant.group_id')
    .select(['member.user_id', 'grant.resource_id'])
    .distinct()
    .execute();
  return rows.map(({ user_id, resource_id }) => `${user_id} ${resource_id}`).toSorted();
};

test('T66: every person and every table: one by one, in lists and in explanations it is the grants that decide', async (t) => {
  const started = await startedAccess(t);
  const { access } = started;
  const principals = await seeded(started);
  const explain = new Explain(started);
  const each = principals.flatMap((principal) => tables.map((table) => ({ principal, table })));
  const ask = ({ principal, table }: (typeof each)[number]) =>
    access.authorize(principal, 'table', table).then(
      () => true,
      (error) => !isPlatformError(error) || error.code !== 'table_not_available',
    );

  const oneByOne = await Promise.all(each.map(ask));
  const inLists = await Promise.all(
    principals.map(async (principal) => ({
      principal,
      own: await access.filter(principal, 'table', tables),
    })),
  );
  const explained = await Promise.all(
    each.map(async ({ principal, table }) => {
      const { steps } = await explain.own(principal, { resource_type: 'table', resource_id: table.id });
      return steps.some(({ step, ok }) => step === 'grant' && ok);
    }),
  );

  const expected = await pairsOf(started);
  const pairs = (verdicts: readonly boolean[]) =>
    each
      .filter((_, at) => verdicts[at])
      .map(({ principal, table }) => `${principal.userId} ${table.id}`)
      .toSorted();
  t.true(expected.length > 15 && expected.length < each.length);
  t.deepEqual(pairs(oneByOne), expected);
  t.deepEqual(pairs(explained), expected);
  t.deepEqual(
    inLists
      .flatMap(({ principal, own }) => own.map(({ resource }) => `${principal.userId} ${resource.id}`))
      .toSorted(),
    expected,
  );
});
