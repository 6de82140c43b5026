import type { Kysely } from 'kysely';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { noteChange } from '../change-log.ts';
import { findGroup } from '../groups/repository.ts';
import { everyoneGroup } from '../system-groups.ts';
import { insertGrants, type StoredGrant } from './repository.ts';
import { toldGrant } from './told-grant.ts';

/** What the host itself gives to Everyone when it is new. */
export type SeededGrant = Pick<StoredGrant, 'resource_type' | 'resource_id' | 'tier'>;

/** Grants something to Everyone; answers the version of the change, or nothing where that group is not there. */
export const seedGrant = async (
  tx: Kysely<Tables>,
  seed: SeededGrant,
  at: Date,
): Promise<number | undefined> => {
  if (!(await findGroup(tx, everyoneGroup.id))) return undefined;
  const made = { assigned_at: at, assigned_by: 'system:seed' };
  const grant = { id: newId(), group_id: everyoneGroup.id, ...seed, ...made };
  await insertGrants(tx, [grant]);
  return noteChange(tx, { at, groups: [grant.group_id], told: [toldGrant('grant_created', grant)] });
};
