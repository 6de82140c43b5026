import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { adminGroup } from '../system-groups.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['user_group_members']>;

/** Why somebody is in a group. Nobody is put into one twice by the same source. */
export interface MembershipKey {
  readonly userId: string;
  readonly groupId: string;
  readonly source: string;
}

/** Adds a membership; the caller has checked in the same transaction that it is new. */
export const insertMember = async (
  tx: Db,
  member: MembershipKey & { readonly addedBy: string; readonly at: Date; readonly expiresAt?: Date },
): Promise<void> => {
  const { userId, groupId, source, addedBy, at, expiresAt = null } = member;
  const key = { user_id: userId, group_id: groupId, source };
  const row = { ...key, added_at: at, added_by: addedBy, suspended_at: null, expires_at: expiresAt };
  await tx.insertInto('user_group_members').values(row).execute();
};

/** Every membership of a user, also those that do not count. */
export const membershipsOf = (
  db: Db,
  userId: string,
): Promise<Pick<Row, 'group_id' | 'source' | 'suspended_at' | 'expires_at'>[]> =>
  db
    .selectFrom('user_group_members')
    .select(['group_id', 'source', 'suspended_at', 'expires_at'])
    .where('user_id', '=', userId)
    .execute();

/** Takes one membership away. */
export const deleteMember = async (tx: Db, { userId, groupId, source }: MembershipKey): Promise<void> => {
  const members = tx.deleteFrom('user_group_members').where('user_id', '=', userId);
  await members.where('group_id', '=', groupId).where('source', '=', source).execute();
};

/** Takes every membership of a user away. */
export const deleteMembershipsOf = async (tx: Db, userId: string): Promise<void> => {
  await tx.deleteFrom('user_group_members').where('user_id', '=', userId).execute();
};

/** Empties a group and answers who was in it. */
export const deleteMembersOf = async (tx: Db, groupId: string): Promise<readonly string[]> => {
  const members = tx.selectFrom('user_group_members').select('user_id').distinct();
  const rows = await members.where('group_id', '=', groupId).execute();
  await tx.deleteFrom('user_group_members').where('group_id', '=', groupId).execute();
  return rows.map(({ user_id }) => user_id);
};

/** Suspends what a source gave a user, or lets it count again. */
export const setSuspended = async (
  tx: Db,
  { userId, source }: Omit<MembershipKey, 'groupId'>,
  at: Date | null,
): Promise<void> => {
  const members = tx.updateTable('user_group_members').set({ suspended_at: at });
  await members.where('user_id', '=', userId).where('source', '=', source).execute();
};

const counting = (db: Db, now: Date) =>
  db
    .selectFrom('user_group_members as member')
    .where('member.suspended_at', 'is', null)
    .where((eb) => eb.or([eb('member.expires_at', 'is', null), eb('member.expires_at', '>', now)]));

/** A person in a group, once for each source. */
export interface MemberOfGroup {
  readonly user_id: string;
  readonly email: string;
  readonly name: string | null;
  readonly active: boolean;
  readonly source: string;
  readonly added_at: Date;
  readonly added_by: string | null;
}

/** Who counts as a member of a group, by address. */
export const listMembers = (
  db: Db,
  { groupId, userId, now }: { groupId: string; userId?: string; now: Date },
): Promise<MemberOfGroup[]> => {
  const rows = counting(db, now)
    .innerJoin('users', 'users.id', 'member.user_id')
    .select(['users.id as user_id', 'users.email', 'users.name', 'users.active'])
    .select(['member.source', 'member.added_at', 'member.added_by'])
    .where('member.group_id', '=', groupId)
    .orderBy('users.email_key')
    .orderBy('member.added_at')
    .orderBy('member.source');
  return (userId === undefined ? rows : rows.where('member.user_id', '=', userId)).execute();
};

/** A group somebody is in, once for each source. */
export interface MembershipOfUser {
  readonly group_id: string;
  readonly group_name: string;
  readonly is_system: boolean;
  readonly created_by: string | null;
  readonly source: string;
  readonly added_at: Date;
  readonly added_by: string | null;
}

/** Which groups a user counts as a member of, by name. */
export const listMemberships = (
  db: Db,
  { userId, groupId, now }: { userId: string; groupId?: string; now: Date },
): Promise<MembershipOfUser[]> => {
  const rows = counting(db, now)
    .innerJoin('user_groups as group', 'group.id', 'member.group_id')
    .select(['group.id as group_id', 'group.name as group_name', 'group.is_system', 'group.created_by'])
    .select(['member.source', 'member.added_at', 'member.added_by'])
    .where('member.user_id', '=', userId)
    .orderBy('group.name')
    .orderBy('member.added_at')
    .orderBy('member.source');
  return (groupId === undefined ? rows : rows.where('member.group_id', '=', groupId)).execute();
};

/** When the membership of each active person in Admin ends; `null` for those that do not. */
export const humanAdmins = async (db: Db, now: Date): Promise<readonly (Date | null)[]> => {
  const rows = await counting(db, now)
    .innerJoin('users', 'users.id', 'member.user_id')
    .select('member.expires_at')
    .where('member.group_id', '=', adminGroup.id)
    .where('users.active', '=', true)
    .where('users.is_service', '=', false)
    .execute();
  return rows.map(({ expires_at }) => expires_at);
};

/** An administrator for a while. */
export interface BreakGlassRow {
  readonly user_id: string;
  readonly email: string;
  readonly name: string | null;
  readonly added_at: Date;
  readonly expires_at: Date | null;
}

/** Administrators by break-glass whose time is not over, oldest first. */
export const listBreakGlass = (db: Db, source: string, now: Date): Promise<BreakGlassRow[]> =>
  counting(db, now)
    .innerJoin('users', 'users.id', 'member.user_id')
    .select(['users.id as user_id', 'users.email', 'users.name'])
    .select(['member.added_at', 'member.expires_at'])
    .where('member.group_id', '=', adminGroup.id)
    .where('member.source', '=', source)
    .orderBy('member.added_at')
    .orderBy('users.id')
    .execute();
