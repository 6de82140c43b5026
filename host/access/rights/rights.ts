import type { GroupWithOrigin } from '../../identity/memberships.ts';
import { originOf } from '../group-origin.ts';
import { adminGroup } from '../system-groups.ts';
import { type EffectiveGrant, effectiveGrants } from './effective.ts';
import { GroupGrants } from './group-grants.ts';
import type { AccessRows, AccessSize, GrantRow, GroupRow, MemberRow } from './repository.ts';
import { noParts, type RightsParts, sizeOf, type Touched, withRows } from './rights-parts.ts';

const noGrants = new GroupGrants([]);

/**
 * Groups, memberships and grants of one version, arranged for questions. It never changes; a new one replaces it.
 *
 * Memberships that end by themselves are weighed at the moment of the question.
 */
export class Rights {
  /** Below every version of the log until something was read. */
  readonly version: number;
  readonly #parts: RightsParts;
  readonly #now: () => number;
  #sorted: readonly GroupRow[] | undefined;

  private constructor(parts: RightsParts, { version, now }: { version: number; now: () => number }) {
    this.#parts = parts;
    this.version = version;
    this.#now = now;
  }

  /** Nobody may do anything. */
  static none(now: () => number): Rights {
    return new Rights(noParts, { version: -1, now });
  }

  /** Out of all rows there are. */
  read(rows: AccessRows, version: number): Rights {
    const all = { groups: rows.groups.map(({ id }) => id), users: rows.members.map((row) => row.user_id) };
    return new Rights(withRows(noParts, rows, all), { version, now: this.#now });
  }

  /** With these rows in the place of all that the touched groups and users had. */
  reread(rows: AccessRows, touched: Touched, version: number): Rights {
    return new Rights(withRows(this.#parts, rows, touched), { version, now: this.#now });
  }

  /** How many rows it was made of. */
  get size(): AccessSize {
    return sizeOf(this.#parts);
  }

  /** By name. */
  get groups(): readonly GroupRow[] {
    this.#sorted ??= [...this.#parts.groups.values()].sort(byName);
    return this.#sorted;
  }

  /** By name of the group, then by type and resource. */
  get grants(): readonly GrantRow[] {
    return this.groups.flatMap(({ id }) => this.grantsOf(id).rows);
  }

  group(id: string): GroupRow | undefined {
    return this.#parts.groups.get(id);
  }

  grantsOf(groupId: string): GroupGrants {
    return this.#parts.grants.get(groupId) ?? noGrants;
  }

  /** Every membership of a user, also those that do not count. */
  membershipsOf(userId: string): readonly MemberRow[] {
    return this.#parts.members.get(userId) ?? [];
  }

  /** The groups a user is in, by name. */
  groupsOf(userId: string): readonly GroupWithOrigin[] {
    const groups = [...this.#groupIdsOf(userId)].flatMap((id) => this.group(id) ?? []);
    return groups.sort(byName).map(nameOf);
  }

  /** Milliseconds until the next membership of a user ends by itself; nothing when none will. */
  untilMembershipEnds(userId: string): number | undefined {
    const now = this.#now();
    const counting = this.membershipsOf(userId).filter((member) => countsAt(member, now));
    const ends = counting.flatMap(({ expires_at }) => (expires_at === null ? [] : [expires_at.getTime()]));
    return ends.length === 0 ? undefined : Math.min(...ends) - now;
  }

  isAdmin(userId: string): boolean {
    return this.#groupIdsOf(userId).has(adminGroup.id);
  }

  /** Ids of one type that the groups of this user were granted. */
  grantedIds(userId: string, type: string): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const group of this.#groupIdsOf(userId)) {
      for (const id of this.grantsOf(group).ids(type)) ids.add(id);
    }
    return ids;
  }

  isGranted(userId: string, type: string, id: string): boolean {
    const groups = [...this.#groupIdsOf(userId)];
    return groups.some((group) => this.grantsOf(group).find(type, id) !== undefined);
  }

  /** Every grant that reaches this user, by resource. Being an administrator adds nothing here. */
  effective(userId: string): readonly EffectiveGrant[] {
    const groups = this.groupsOf(userId);
    return effectiveGrants(groups.map((group) => ({ group, grants: this.grantsOf(group.id) })));
  }

  /** How many people are in each group; a group without any is left out. */
  memberCounts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const user of this.#parts.members.keys()) {
      for (const group of this.#groupIdsOf(user)) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return counts;
  }

  #groupIdsOf(userId: string): ReadonlySet<string> {
    const now = this.#now();
    const counting = this.membershipsOf(userId).filter((member) => countsAt(member, now));
    return new Set(counting.map(({ group_id }) => group_id));
  }
}

/** True while a membership gives rights. */
export const countsAt = ({ suspended_at, expires_at }: MemberRow, now: number): boolean =>
  suspended_at === null && (expires_at === null || expires_at.getTime() > now);

const nameOf = (group: GroupRow): GroupWithOrigin => ({
  id: group.id,
  name: group.name,
  isSystem: group.is_system,
  origin: originOf(group),
});

const byName = (left: GroupRow, right: GroupRow): number => {
  const [a, b] = [left.name.toLowerCase(), right.name.toLowerCase()];
  if (a === b) return left.id < right.id ? -1 : 1;
  return a < b ? -1 : 1;
};
