import type { GroupName } from '../identity/memberships.ts';
import type { AccessRows, GrantRow, GroupRow } from './repository.ts';
import { adminGroup } from './system-groups.ts';

/** Why somebody may use a resource: the groups that were granted it. */
export interface EffectiveGrant {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly via: readonly GroupName[];
}

/** Groups, memberships and grants of one moment, arranged for questions. It never changes; a new one replaces it. */
export class Rights {
  readonly groups: readonly GroupRow[];
  readonly grants: readonly GrantRow[];
  readonly #membersIn: ReadonlyMap<string, number>;
  readonly #grantsTo: ReadonlyMap<string, number>;
  readonly #groupsOf: ReadonlyMap<string, readonly GroupName[]>;
  /** Group, then type, then resource. */
  readonly #granted: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

  constructor({ groups, members, grants }: AccessRows) {
    const byId = new Map(groups.map((group) => [group.id, nameOf(group)]));
    this.groups = groups;
    this.grants = grants;
    this.#membersIn = countBy(members);
    this.#grantsTo = countBy(grants);
    this.#groupsOf = mapValues(
      Map.groupBy(members, (member) => member.user_id),
      (own) => own.map(({ group_id }) => byId.get(group_id)).filter((group) => group !== undefined),
    );
    this.#granted = mapValues(
      Map.groupBy(grants, (grant) => grant.group_id),
      (ofGroup) =>
        mapValues(
          Map.groupBy(ofGroup, (grant) => grant.resource_type),
          (ofType) => new Set(ofType.map((grant) => grant.resource_id)),
        ),
    );
  }

  groupsOf(userId: string): readonly GroupName[] {
    return this.#groupsOf.get(userId) ?? [];
  }

  isAdmin(userId: string): boolean {
    return this.groupsOf(userId).some((group) => group.id === adminGroup.id);
  }

  /** Ids of one type that the groups of this user were granted. */
  grantedIds(userId: string, type: string): ReadonlySet<string> {
    const sets = this.groupsOf(userId).map((group) => this.#granted.get(group.id)?.get(type));
    return new Set(sets.flatMap((ids) => [...(ids ?? [])]));
  }

  isGranted(userId: string, type: string, id: string): boolean {
    return this.groupsOf(userId).some((group) => this.#granted.get(group.id)?.get(type)?.has(id));
  }

  /** Every grant that reaches this user, by resource. Being an administrator adds nothing here. */
  effective(userId: string): readonly EffectiveGrant[] {
    const groups = new Map(this.groupsOf(userId).map((group) => [group.id, group]));
    const reaching = this.grants.filter((grant) => groups.has(grant.group_id));
    const byResource = Map.groupBy(reaching, (grant) => `${grant.resource_type} ${grant.resource_id}`);
    return [...byResource.values()].flatMap((grants) => effectiveGrant(grants, groups));
  }

  memberCount(groupId: string): number {
    return this.#membersIn.get(groupId) ?? 0;
  }

  grantCount(groupId: string): number {
    return this.#grantsTo.get(groupId) ?? 0;
  }
}

const nameOf = ({ id, name, is_system }: GroupRow): GroupName => ({ id, name, isSystem: is_system });

const mapValues = <K, V, R>(map: ReadonlyMap<K, V>, change: (value: V) => R): Map<K, R> =>
  new Map([...map].map(([key, value]) => [key, change(value)]));

const countBy = (rows: readonly { readonly group_id: string }[]): Map<string, number> =>
  mapValues(
    Map.groupBy(rows, (row) => row.group_id),
    (ofGroup) => ofGroup.length,
  );

const effectiveGrant = (
  grants: readonly GrantRow[],
  groups: ReadonlyMap<string, GroupName>,
): readonly EffectiveGrant[] => {
  const [first] = grants;
  if (!first) return [];
  const via = grants.map((grant) => groups.get(grant.group_id)).filter((group) => group !== undefined);
  return [{ resourceType: first.resource_type, resourceId: first.resource_id, via }];
};
