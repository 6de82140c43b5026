import type { GroupWithOrigin } from '../../identity/memberships.ts';
import type { GrantRow } from './repository.ts';

/** Why somebody may use a resource: the groups that were granted it. */
export interface EffectiveGrant {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly via: readonly GroupWithOrigin[];
}

/** The grants of several groups by what was granted, in the order of type and id. */
export const effectiveGrants = (
  groups: readonly { readonly group: GroupWithOrigin; readonly grants: readonly GrantRow[] }[],
): readonly EffectiveGrant[] => {
  const byResource = new Map<string, { grant: GrantRow; via: GroupWithOrigin[] }>();
  for (const { group, grants } of groups) {
    for (const grant of grants) {
      // A line break sorts before all that types and ids are made of.
      const key = `${grant.resource_type}\n${grant.resource_id}`;
      const known = byResource.get(key);
      if (known) known.via.push(group);
      else byResource.set(key, { grant, via: [group] });
    }
  }
  return [...byResource]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { grant, via }]) => ({
      resourceType: grant.resource_type,
      resourceId: grant.resource_id,
      via,
    }));
};
