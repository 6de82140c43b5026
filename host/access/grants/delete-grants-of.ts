import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { noteChange } from '../change-log.ts';
import { deleteGrants, grantsOfResources, grantsOfType, type StoredGrant } from './repository.ts';
import { toldGrant } from './told-grant.ts';

/** What goes: ids of one type. */
export interface Gone {
  readonly type: string;
  readonly ids: readonly string[];
  readonly at: Date;
}

/** Removes the grants of resources that go; answers the version of the change, or nothing when there were none. */
export const deleteGrantsOf = async (
  tx: Kysely<Tables>,
  { type, ids, at }: Gone,
): Promise<number | undefined> => deleteAll(tx, await grantsOfResources(tx, type, ids), at);

/** The same for every resource of a type whose id begins with a text. */
export const deleteGrantsBelow = async (
  tx: Kysely<Tables>,
  { type, prefix, at }: { readonly type: string; readonly prefix: string; readonly at: Date },
): Promise<number | undefined> => {
  const grants = (await grantsOfType(tx, type)).filter(({ resource_id }) => resource_id.startsWith(prefix));
  return deleteAll(tx, grants, at);
};

const deleteAll = async (
  tx: Kysely<Tables>,
  grants: readonly StoredGrant[],
  at: Date,
): Promise<number | undefined> => {
  if (grants.length === 0) return undefined;
  await deleteGrants(
    tx,
    grants.map(({ id }) => id),
  );
  const groups = [...new Set(grants.map(({ group_id }) => group_id))];
  return noteChange(tx, { at, groups, told: grants.map((grant) => toldGrant('grant_deleted', grant)) });
};
