import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** A group as it is stored. */
export type GroupRow = Selectable<Tables['user_groups']>;
/** A membership, whether or not it counts. */
export type MemberRow = Pick<
  Selectable<Tables['user_group_members']>,
  'user_id' | 'group_id' | 'source' | 'suspended_at' | 'expires_at'
>;
/** A grant as rights are computed from it. */
export type GrantRow = Pick<
  Selectable<Tables['resource_grants']>,
  'id' | 'group_id' | 'resource_type' | 'resource_id' | 'tier'
>;

/** What rights are computed from, or the part of it that is read again. */
export interface AccessRows {
  readonly groups: readonly GroupRow[];
  readonly members: readonly MemberRow[];
  readonly grants: readonly GrantRow[];
}

/** How much there is of each. */
export interface AccessSize {
  readonly groups: number;
  readonly members: number;
  readonly grants: number;
}

const groups = (db: Db) =>
  db.selectFrom('user_groups').select(['id', 'name', 'description', 'is_system', 'created_at', 'created_by']);

const members = (db: Db) =>
  db.selectFrom('user_group_members').select(['user_id', 'group_id', 'source', 'suspended_at', 'expires_at']);

const grants = (db: Db) =>
  db.selectFrom('resource_grants').select(['id', 'group_id', 'resource_type', 'resource_id', 'tier']);

/** All groups, memberships and grants. */
export const loadAccess = async (db: Db): Promise<AccessRows> => ({
  groups: await groups(db).execute(),
  members: await members(db).execute(),
  grants: await grants(db).execute(),
});

/** These groups with their grants, and the memberships of these users. */
export const loadTouched = async (
  db: Db,
  touched: { readonly groups: readonly string[]; readonly users: readonly string[] },
): Promise<AccessRows> => {
  const hasGroups = touched.groups.length > 0;
  return {
    groups: hasGroups ? await groups(db).where('id', 'in', touched.groups).execute() : [],
    members:
      touched.users.length > 0 ? await members(db).where('user_id', 'in', touched.users).execute() : [],
    grants: hasGroups ? await grants(db).where('group_id', 'in', touched.groups).execute() : [],
  };
};

/** How much there is; the engine knows it without reading rows. */
export const accessSize = async (db: Db): Promise<AccessSize> => ({
  groups: await countOf(db, 'user_groups'),
  members: await countOf(db, 'user_group_members'),
  grants: await countOf(db, 'resource_grants'),
});

const countOf = async (
  db: Db,
  table: 'user_groups' | 'user_group_members' | 'resource_grants',
): Promise<number> => {
  const count = db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('rows'));
  return (await count.executeTakeFirstOrThrow()).rows;
};
