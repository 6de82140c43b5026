import type { ResourceType } from '@agnes/sdk';
import { isoUtc } from '../store/iso-utc.ts';
import type { GrantRow, GroupRow } from './repository.ts';
import type { Listed } from './resource-listing.ts';
import type { EffectiveGrant, Rights } from './rights.ts';

/** A resource type as administrators read it. */
export const typeOnWire = ({ key, title, description, idFormat }: ResourceType) => ({
  key,
  display_name: title,
  description,
  id_format: idFormat,
});

/** Everything the access page shows. */
export const overviewOnWire = (rights: Rights, resources: readonly Listed[]) => ({
  groups: rights.groups.map((group) => groupOnWire(group, rights)),
  grants: rights.grants.map(grantOnWire),
  resources: resources.map(({ type, blocks, staleSince }) => ({
    type_key: type.key,
    type_display: type.title,
    blocks,
    ...(staleSince && { stale_since: isoUtc(staleSince) }),
  })),
});

/** What somebody may use by explicit grants, and through which groups. */
export const effectiveOnWire = (isAdmin: boolean, grants: readonly EffectiveGrant[]) => ({
  is_admin: isAdmin,
  items: grants.map(({ resourceType, resourceId, via }) => ({
    resource_type: resourceType,
    resource_id: resourceId,
    via_groups: via.map(({ id, name }) => ({ group_id: id, group_name: name })),
  })),
});

const grantOnWire = ({ id, group_id, resource_type, resource_id }: GrantRow) => ({
  id,
  group_id,
  resource_type,
  resource_id,
});

const groupOnWire = (group: GroupRow, rights: Rights) => ({
  id: group.id,
  name: group.name,
  description: group.description,
  is_system: group.is_system,
  origin: originOf(group),
  created_at: isoUtc(group.created_at),
  created_by: group.created_by,
  member_count: rights.memberCount(group.id),
  grant_count: rights.grantCount(group.id),
  is_google_managed: originOf(group) === 'google_sync',
  mapped_email: null,
});

const originOf = ({ is_system, created_by }: GroupRow): 'system' | 'google_sync' | 'custom' => {
  if (is_system) return 'system';
  return created_by === 'system:google-sync' ? 'google_sync' : 'custom';
};
