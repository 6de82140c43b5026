import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { noteChange } from '../change-log.ts';
import { deleteGrants, grantsOfResources } from './repository.ts';
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
): Promise<number | undefined> => {
  const grants = await grantsOfResources(tx, type, ids);
  if (grants.length === 0) return undefined;
  await deleteGrants(
    tx,
    grants.map(({ id }) => id),
  );
  const groups = [...new Set(grants.map(({ group_id }) => group_id))];
  return noteChange(tx, { at, groups, told: grants.map((grant) => toldGrant('grant_deleted', grant)) });
};
