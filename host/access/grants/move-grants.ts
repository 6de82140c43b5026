import type { Kysely } from 'kysely';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { noteChange } from '../change-log.ts';
import { deleteGrants, grantsOfResources, insertGrants, type StoredGrant } from './repository.ts';
import { toldGrant } from './told-grant.ts';

/** A resource that has another id from now on. */
export interface Moved {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly at: Date;
}

/** Lets grants count for the new id of their resource; answers the version of the change, or nothing without grants. */
export const moveGrants = async (
  tx: Kysely<Tables>,
  { type, from, to, at }: Moved,
): Promise<number | undefined> => {
  const old = await grantsOfResources(tx, type, [from]);
  if (old.length === 0) return undefined;
  const there = new Map((await grantsOfResources(tx, type, [to])).map((grant) => [grant.group_id, grant]));
  const moved = old.map((grant) =>
    together({ ...grant, id: newId(), resource_id: to }, there.get(grant.group_id)),
  );
  const gone = old.flatMap(({ id, group_id }) => [id, there.get(group_id)?.id ?? id]);
  await deleteGrants(tx, gone);
  await insertGrants(tx, moved);
  const groups = [...new Set(old.map(({ group_id }) => group_id))];
  const told = [
    ...old.map((grant) => toldGrant('grant_deleted', grant)),
    ...moved.map((grant) => toldGrant('grant_created', grant)),
  ];
  return noteChange(tx, { at, groups, told });
};

/** Of two grants to one group the stronger tier wins. */
const together = (grant: StoredGrant, there: StoredGrant | undefined): StoredGrant =>
  there?.tier === 'required' ? { ...grant, tier: 'required' } : grant;
