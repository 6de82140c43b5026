import type { GroupWithOrigin } from '../../identity/memberships.ts';
import type { GroupGrants } from './group-grants.ts';

/** Why somebody may use a resource: the groups that were granted it. */
export interface EffectiveGrant {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly via: readonly GroupWithOrigin[];
}

/** A group somebody is in, with what it was granted. */
interface Granting {
  readonly group: GroupWithOrigin;
  readonly grants: GroupGrants;
}

/** The grants of several groups by what was granted, in the order of type and id. */
export const effectiveGrants = (groups: readonly Granting[]): readonly EffectiveGrant[] => {
  const types = new Set(groups.flatMap(({ grants }) => grants.types));
  return [...types].sort().flatMap((type) => ofType(type, groups));
};

const ofType = (type: string, groups: readonly Granting[]): readonly EffectiveGrant[] => {
  const byId = new Map<string, GroupWithOrigin[]>();
  for (const { group, grants } of groups) {
    for (const id of grants.ids(type)) {
      const via = byId.get(id);
      if (via) via.push(group);
      else byId.set(id, [group]);
    }
  }
  const ids = [...byId.keys()].sort();
  return ids.map((id) => ({ resourceType: type, resourceId: id, via: byId.get(id) ?? [] }));
};
