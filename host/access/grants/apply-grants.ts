import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { type ChangeLog, readChangeLog, toldSince } from '../change-log.ts';
import { accessChanged, grantExists, grantNotFound, groupNotFound, notGranted } from '../errors.ts';
import { listGroups } from '../groups/repository.ts';
import {
  deleteGrants,
  findGrants,
  type GrantKey,
  grantsOfGroups,
  insertGrants,
  type StoredGrant,
} from './repository.ts';
import { toldGrant } from './told-grant.ts';

type Tx = Kysely<Tables>;

/** A grant that is to go, by its id or by what it says. */
export type GrantRef = { readonly id: string } | GrantKey;

/** Grants that come and go together. */
export interface GrantChange {
  readonly add: readonly StoredGrant[];
  readonly remove: readonly GrantRef[];
  /** What whoever asks has seen; without it nothing is compared. */
  readonly base?: number | undefined;
}

/** A grant with the name of its group. */
export interface NamedGrant extends StoredGrant {
  readonly group_name: string;
}

/** Takes grants away and adds others, all or none; what goes may come back changed. */
export const applyGrants = async (tx: Tx, { add, remove, base }: GrantChange) => {
  const groups = new Map((await listGroups(tx)).map((group) => [group.id, group.name]));
  if (base !== undefined) checkBase(await readChangeLog(tx), base, groups);
  for (const { group_id } of add) if (!groups.has(group_id)) throw groupNotFound({ group_id });
  const removed = await found(tx, remove);
  await deleteGrants(
    tx,
    removed.map(({ id }) => id),
  );
  await checkNew(tx, add, groups);
  await insertGrants(tx, add);
  const named = (grants: readonly StoredGrant[]): readonly NamedGrant[] =>
    grants.map((grant) => ({ ...grant, group_name: groups.get(grant.group_id) ?? '' }));
  return {
    result: { added: named(add), removed: named(removed) },
    groups: [...new Set([...add, ...removed].map(({ group_id }) => group_id))],
    told: [
      ...removed.map((grant) => toldGrant('grant_deleted', grant)),
      ...add.map((grant) => toldGrant('grant_created', grant)),
    ],
  };
};

const checkBase = (log: ChangeLog, base: number, groups: ReadonlyMap<string, string>): void => {
  // A base from the future was seen before the state was restored from a snapshot.
  if (log.grantsVersion <= base && base <= log.version) return;
  const changes = toldSince(log, base).map(({ group_name, ...told }) => ({
    ...told,
    group_name: group_name ?? groups.get(told.group_id) ?? told.group_id,
  }));
  throw accessChanged({ version: log.version, changes });
};

const found = async (tx: Tx, refs: readonly GrantRef[]): Promise<readonly StoredGrant[]> => {
  const byId = new Map(
    (
      await findGrants(
        tx,
        refs.flatMap((ref) => ('id' in ref ? ref.id : [])),
      )
    ).map((grant) => [grant.id, grant]),
  );
  const groupIds = refs.flatMap((ref) => ('id' in ref ? [] : ref.group_id));
  const byKey = byKeyOf(await grantsOfGroups(tx, [...new Set(groupIds)]));
  const grants = refs.map((ref) => {
    const grant = 'id' in ref ? byId.get(ref.id) : byKey.get(keyOf(ref));
    if (grant) return grant;
    throw 'id' in ref ? grantNotFound({ id: ref.id }) : notGranted(ref);
  });
  return [...new Map(grants.map((grant) => [grant.id, grant])).values()];
};

const checkNew = async (
  tx: Tx,
  add: readonly StoredGrant[],
  groups: ReadonlyMap<string, string>,
): Promise<void> => {
  const existing = byKeyOf(await grantsOfGroups(tx, [...new Set(add.map(({ group_id }) => group_id))]));
  for (const grant of add) {
    const { group_id, resource_type, resource_id } = grant;
    if (existing.has(keyOf(grant))) {
      throw grantExists({ group: groups.get(group_id) ?? group_id, resource_type, resource_id });
    }
    existing.set(keyOf(grant), grant);
  }
};

const keyOf = ({ group_id, resource_type, resource_id }: GrantKey): string =>
  JSON.stringify([group_id, resource_type, resource_id]);

const byKeyOf = (grants: readonly StoredGrant[]): Map<string, StoredGrant> =>
  new Map(grants.map((grant) => [keyOf(grant), grant]));
