import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** A group as the operator names it. */
export interface NamedGroup {
  readonly id: string;
  readonly name: string;
}

/** The groups that have this id or, however it is capitalised, this name. */
export const groupsLike = (db: Db, { id, name }: NamedGroup): Promise<NamedGroup[]> =>
  db
    .selectFrom('user_groups')
    .select(['id', 'name'])
    .where(({ or, eb }) => or([eb('id', '=', id), eb(sql`lower(name)`, '=', name.toLowerCase())]))
    .execute();

/** Adds a group; the caller has looked that nothing is like it. */
export const insertNamedGroup = async (tx: Db, group: NamedGroup, at: Date): Promise<void> => {
  const row = { ...group, description: null, is_system: false, created_at: at, created_by: 'system:dev' };
  await tx.insertInto('user_groups').values(row).execute();
};

const source = 'local_dev';

/** Puts the user into these groups, out of those that development mode put them into before. */
export const replaceDevMemberships = async (
  tx: Db,
  {
    userId,
    groupIds,
    at,
  }: { readonly userId: string; readonly groupIds: readonly string[]; readonly at: Date },
): Promise<void> => {
  const members = tx.deleteFrom('user_group_members').where('user_id', '=', userId);
  await members.where('source', '=', source).execute();
  if (groupIds.length === 0) return;
  const key = { user_id: userId, source, added_at: at, added_by: 'system:dev' };
  const rows = groupIds.map((group_id) => ({ ...key, group_id, suspended_at: null, expires_at: null }));
  await tx.insertInto('user_group_members').values(rows).execute();
};
