import { type Kysely, type Selectable, sql } from 'kysely';
import { instanceState, setInstanceState } from '../store/instance-state.ts';
import type { Tables } from '../store/tables.ts';
import { adminGroup } from './system-groups.ts';

type Db = Kysely<Tables>;

/** A group as it is stored. */
export type GroupRow = Selectable<Tables['user_groups']>;
/** A membership that counts: it is not suspended. */
type MemberRow = Pick<Selectable<Tables['user_group_members']>, 'user_id' | 'group_id'>;
/** A grant as it is stored. */
export type GrantRow = Pick<
  Selectable<Tables['resource_grants']>,
  'id' | 'group_id' | 'resource_type' | 'resource_id'
>;

/** Everything rights are computed from. */
export interface AccessRows {
  readonly groups: readonly GroupRow[];
  readonly members: readonly MemberRow[];
  readonly grants: readonly GrantRow[];
}

const groupColumns = ['id', 'name', 'description', 'is_system', 'created_at', 'created_by'] as const;
const grantColumns = ['id', 'group_id', 'resource_type', 'resource_id'] as const;

/** All groups, memberships and grants, from one snapshot. */
export const loadAccess = (db: Db): Promise<AccessRows> =>
  db.transaction().execute(async (tx) => ({
    groups: await tx.selectFrom('user_groups').select(groupColumns).orderBy('name').execute(),
    members: await tx
      .selectFrom('user_group_members')
      .select(['user_id', 'group_id'])
      .distinct()
      .where('suspended_at', 'is', null)
      .execute(),
    grants: await tx.selectFrom('resource_grants').select(grantColumns).orderBy('id').execute(),
  }));

/** The group with this id. */
export const findGroup = (db: Db, id: string): Promise<GroupRow | undefined> =>
  db.selectFrom('user_groups').select(groupColumns).where('id', '=', id).executeTakeFirst();

/** True when a group has this name, however it is capitalised. */
export const isGroupNameTaken = async (db: Db, name: string): Promise<boolean> => {
  const groups = db.selectFrom('user_groups').select('id');
  const same = groups.where(sql`lower(name)`, '=', name.toLowerCase());
  return (await same.executeTakeFirst()) !== undefined;
};

/** Adds a group; the caller has checked its name in the same transaction. */
export const insertGroup = async (tx: Db, row: GroupRow): Promise<void> => {
  await tx.insertInto('user_groups').values(row).execute();
};

/** True when the user is in the group, suspended or not; with `source`, when that source put them there. */
export const isMember = async (
  db: Db,
  { userId, groupId, source }: { userId: string; groupId: string; source?: string },
): Promise<boolean> => {
  const members = db.selectFrom('user_group_members').select('source').where('user_id', '=', userId);
  const here = members.where('group_id', '=', groupId);
  const row = await (source === undefined ? here : here.where('source', '=', source)).executeTakeFirst();
  return row !== undefined;
};

/** Adds a membership; the caller has checked in the same transaction that it is new. */
export const insertMember = async (
  tx: Db,
  member: { userId: string; groupId: string; source: string; addedBy: string; at: Date },
): Promise<void> => {
  const { userId, groupId, source, addedBy, at } = member;
  const key = { user_id: userId, group_id: groupId, source };
  const row = { ...key, added_at: at, added_by: addedBy, suspended_at: null, expires_at: null };
  await tx.insertInto('user_group_members').values(row).execute();
};

const findHumanAdmin = (db: Db): Promise<object | undefined> =>
  db
    .selectFrom('user_group_members as member')
    .innerJoin('users', 'users.id', 'member.user_id')
    .select('users.id')
    .where('member.group_id', '=', adminGroup.id)
    .where('member.suspended_at', 'is', null)
    .where('users.active', '=', true)
    .where('users.is_service', '=', false)
    .executeTakeFirst();

/** True while an active person is in Admin. */
export const isHumanAdminLeft = async (db: Db): Promise<boolean> => (await findHumanAdmin(db)) !== undefined;

/** Takes a user out of every group. */
export const deleteMembershipsOf = async (tx: Db, userId: string): Promise<void> => {
  await tx.deleteFrom('user_group_members').where('user_id', '=', userId).execute();
};

const closedKey = 'bootstrap_closed_at';

/** True from the moment an active person has been in Admin, whatever became of them. */
export const hadHumanAdmin = async (db: Db): Promise<boolean> =>
  ((await instanceState(db, closedKey)) ?? (await findHumanAdmin(db))) !== undefined;

/** Remembers for good that a person has been in Admin, if one is now. */
export const keepHumanAdmin = async (tx: Db, at: Date): Promise<void> => {
  const isKept = (await instanceState(tx, closedKey)) !== undefined;
  if (isKept || !(await findHumanAdmin(tx))) return;
  await setInstanceState(tx, { key: closedKey, value: at.toISOString(), at });
};

/** True when the group has this grant. */
export const isGranted = async (
  db: Db,
  { group_id, resource_type, resource_id }: Omit<GrantRow, 'id'>,
): Promise<boolean> => {
  const grants = db.selectFrom('resource_grants').select('id').where('group_id', '=', group_id);
  const same = grants.where('resource_type', '=', resource_type).where('resource_id', '=', resource_id);
  return (await same.executeTakeFirst()) !== undefined;
};

/** Adds a grant; the caller has checked in the same transaction that it is new. */
export const insertGrant = async (
  tx: Db,
  grant: GrantRow & { readonly assigned_by: string; readonly assigned_at: Date },
): Promise<void> => {
  await tx
    .insertInto('resource_grants')
    .values({ ...grant, tier: null })
    .execute();
};

/** The grant with this id. */
export const findGrant = (db: Db, id: string): Promise<GrantRow | undefined> =>
  db.selectFrom('resource_grants').select(grantColumns).where('id', '=', id).executeTakeFirst();

/** Takes a grant away. */
export const deleteGrant = async (tx: Db, id: string): Promise<void> => {
  await tx.deleteFrom('resource_grants').where('id', '=', id).execute();
};
