import { isPlatformError } from '@agnes/sdk';
import { adminGroup, everyoneGroup } from '../../../host/access/system-groups.ts';
import { intentOf, person, type Started } from './started-access.ts';

type Pick1 = <T>(from: readonly T[]) => T;
/** One random change: `user` and `group` are whom it is about. */
type Change = (started: Started, about: { user: string; group: string; pick: Pick1 }) => Promise<unknown>;

interface Plan {
  readonly seed: number;
  readonly steps: number;
  /** `admin`: what administrators and the command line do. `all`: syncs as well. */
  readonly kinds: 'admin' | 'all';
  /** Called after each step, when nothing is under way. */
  readonly each?: () => Promise<void>;
}

const emails = ['ann', 'bob', 'cyd', 'dee'].map((name) => `${name}@example.com`);
const sources = ['google_sync', 'oidc:corp'];
const names = ['Admin', 'Sales', 'a@example.com'];

const change = intentOf('random');

/** As identity does it: the change, then the question whether somebody is left. */
const switchUser = ({ store, access }: Started, id: string, active: boolean) =>
  store.write(change, async (tx) => {
    await tx.updateTable('users').set({ active }).where('id', '=', id).execute();
    await access.checkAdminRemains(tx);
  });

const deleteUser = async ({ store, access }: Started, id: string) => {
  await store.write(change, async (tx) => {
    await access.forgetUser(tx, id);
    await tx.deleteFrom('users').where('id', '=', id).execute();
    await access.checkAdminRemains(tx);
  });
  await access.refresh();
};

const breakGlass = async ({ store, access, clock }: Started, userId: string) => {
  const expiresAt = new Date(clock.ms + 3_600_000);
  await store.write(change, (tx) => access.addBreakGlass(tx, { userId, expiresAt }));
  await access.refresh();
};

const byAdmins: readonly Change[] = [
  ({ members }, { user }) => members.addMember({ groupId: adminGroup.id, userId: user }, change),
  ({ members }, { user }) => members.removeMember({ groupId: adminGroup.id, userId: user }, change),
  ({ members }, { user }) => members.removeMember({ groupId: adminGroup.id, userId: user }, change),
  (started, { user }) => switchUser(started, user, false),
  (started, { user }) => switchUser(started, user, true),
  (started, { user }) => deleteUser(started, user),
  (started, { pick }) => person(started, pick(emails)),
  (started, { user }) => breakGlass(started, user),
  ({ breakGlass: glass }, { user }) => glass.confirm(user, change),
  async ({ clock }) => {
    clock.ms += 1_800_000;
  },
  ({ groups }, { pick }) => groups.createGroup({ name: pick(names) }, change),
  ({ groups }, { group }) => groups.deleteGroup(group, change),
  ({ members }, { user, group }) => members.addMember({ groupId: group, userId: user }, change),
];

const grantKey = (group: string, pick: Pick1) => ({
  group_id: group,
  resource_type: pick(['table', 'acme/things:thing']),
  resource_id: pick(['t1', 't2', 'a/one']),
});

const bySyncs: readonly Change[] = [
  async ({ store, access }, { user, pick }) => {
    const groups = [
      { name: pick(names) },
      { name: pick(names) },
      pick([{ system: 'everyone' }, { name: 'x' }] as const),
    ];
    await store.keep((tx) => access.replaceSynced(tx, { userId: user, source: pick(sources), groups }));
    await access.refresh();
  },
  async ({ store, access }, { user, pick }) => {
    await store.keep((tx) => access.suspendSynced(tx, { userId: user, source: pick(sources) }));
    await access.refresh();
  },
  ({ grants }, { group, pick }) => grants.grant(grantKey(group, pick), change),
  ({ grants, access }, { pick }) => grants.revoke(pick(access.rights.grants)?.id ?? 'none', change),
  async ({ store, access }, { pick }) => {
    const version = await store.keep((tx) => access.deleteGrantsOf(tx, 'table', pick(['t1', 't2'])));
    if (version !== undefined) await access.refresh(version);
  },
];

/** Makes changes of many kinds, up to three at the same moment; answers how many were not refused. */
export const randomChanges = async (
  started: Started,
  { seed, steps, kinds, each }: Plan,
): Promise<number> => {
  const pick = pickWith(seed);
  const changes = kinds === 'admin' ? byAdmins : [...byAdmins, ...bySyncs, ...bySyncs];
  for (const email of emails) await person(started, email);
  await started.members.addMember({ groupId: adminGroup.id, email: emails[0] ?? '' }, change);
  let done = 0;
  for (let step = 0; step < steps; step += 1) {
    const [users, groups] = [await idsOf(started, 'users'), await idsOf(started, 'user_groups')];
    const some = Array.from({ length: pick([1, 1, 2, 3]) }, () => pick(changes));
    const results = await Promise.allSettled(
      some.map(async (make) => make(started, { user: pick(users), group: pick(groups), pick })),
    );
    done += results.filter(({ status }) => status === 'fulfilled').length;
    for (const result of results) checkRefused(result);
    await each?.();
  }
  return done;
};

// A refusal is an answer; everything else is a fault of the test or of what it tests.
const checkRefused = (result: PromiseSettledResult<unknown>): void => {
  if (result.status === 'rejected' && !isPlatformError(result.reason)) throw result.reason;
};

const idsOf = async ({ store }: Started, table: 'users' | 'user_groups'): Promise<readonly string[]> => {
  const rows = await store.read.selectFrom(table).select('id').orderBy('id').execute();
  return [...rows.map(({ id }) => id), table === 'user_groups' ? everyoneGroup.id : 'nobody'];
};

/** The same seed gives the same choices. */
const pickWith = (seed: number): Pick1 => {
  let state = seed;
  return <T>(from: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // An empty list gives nothing, which its caller expects.
    return from[Math.floor((state / 2 ** 32) * from.length)] as T;
  };
};
