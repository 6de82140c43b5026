import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** A grant as it is stored. */
export type StoredGrant = Selectable<Tables['resource_grants']>;

/** What is granted to whom; a group is granted a thing once. */
export type GrantKey = Pick<StoredGrant, 'group_id' | 'resource_type' | 'resource_id'>;

const columns = [
  'id',
  'group_id',
  'resource_type',
  'resource_id',
  'tier',
  'assigned_at',
  'assigned_by',
] as const;

/** The grants with these ids. */
export const findGrants = async (db: Db, ids: readonly string[]): Promise<StoredGrant[]> =>
  ids.length === 0
    ? []
    : await db.selectFrom('resource_grants').select(columns).where('id', 'in', ids).execute();

/** Every grant of these groups. */
export const grantsOfGroups = async (db: Db, groupIds: readonly string[]): Promise<StoredGrant[]> =>
  groupIds.length === 0
    ? []
    : await db.selectFrom('resource_grants').select(columns).where('group_id', 'in', groupIds).execute();

/** Every grant of these resources. */
export const grantsOfResources = async (
  db: Db,
  type: string,
  ids: readonly string[],
): Promise<StoredGrant[]> => {
  if (ids.length === 0) return [];
  const grants = db.selectFrom('resource_grants').select(columns).where('resource_type', '=', type);
  return await grants.where('resource_id', 'in', ids).execute();
};

/** Every grant of this type. */
export const grantsOfType = async (db: Db, type: string): Promise<StoredGrant[]> =>
  await db.selectFrom('resource_grants').select(columns).where('resource_type', '=', type).execute();

/** Adds grants; the caller has checked in the same transaction that they are new. */
export const insertGrants = async (tx: Db, grants: readonly StoredGrant[]): Promise<void> => {
  if (grants.length > 0) await tx.insertInto('resource_grants').values(grants).execute();
};

/** Takes grants away. */
export const deleteGrants = async (tx: Db, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await tx.deleteFrom('resource_grants').where('id', 'in', ids).execute();
};

/** Which grants a list shows; what is absent does not narrow. */
export interface GrantFilter {
  readonly resourceType?: string | undefined;
  readonly groupId?: string | undefined;
}

/** Grants with the name of their group, by that name, then by type and resource. */
export const listGrants = (
  db: Db,
  { resourceType, groupId }: GrantFilter,
): Promise<(StoredGrant & { readonly group_name: string })[]> => {
  let grants = db
    .selectFrom('resource_grants as grant')
    .innerJoin('user_groups as group', 'group.id', 'grant.group_id')
    .select(columns.map((column) => `grant.${column}` as const))
    .select('group.name as group_name')
    .orderBy('group.name')
    .orderBy('grant.resource_type')
    .orderBy('grant.resource_id')
    .orderBy('grant.id');
  if (resourceType !== undefined) grants = grants.where('grant.resource_type', '=', resourceType);
  if (groupId !== undefined) grants = grants.where('grant.group_id', '=', groupId);
  return grants.execute();
};
