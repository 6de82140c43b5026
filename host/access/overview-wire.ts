import { type ResourceType, Type } from '@agnes/sdk';
import { isoUtc } from '../store/iso-utc.ts';
import type { Access } from './access.ts';
import type { Overview } from './access-overview.ts';
import { briefGrantSchema } from './grants/grant-wire.ts';
import { groupSchema, groupsOnWire } from './groups/group-wire.ts';
import type { EffectiveGrant } from './rights/effective.ts';

const text = Type.Optional(Type.String());

/** A type of resource that can be granted. */
export const resourceTypeSchema = Type.Object({
  key: Type.String(),
  display_name: Type.String(),
  description: Type.String(),
  id_format: Type.String(),
});

const block = Type.Object({
  id: Type.String(),
  name: Type.String(),
  items: Type.Array(
    Type.Object({
      resource_id: Type.String(),
      name: Type.String(),
      description: text,
      source_type: text,
      query_mode: text,
      version: text,
      category: text,
    }),
  ),
});

/** What the access page shows. */
export const overviewSchema = Type.Object({
  version: Type.Integer({ description: 'Goes back as `base` of POST /api/admin/grants/batch.' }),
  groups: Type.Array(groupSchema),
  grants: Type.Array(briefGrantSchema),
  resources: Type.Array(
    Type.Object({
      type_key: Type.String(),
      type_display: Type.String(),
      blocks: Type.Array(block),
      stale_since: Type.Optional(Type.String({ description: 'The lister failed; this is its last answer.' })),
    }),
  ),
});

/** What somebody may use by explicit grants. */
export const effectiveSchema = Type.Object({
  is_admin: Type.Boolean(),
  items: Type.Array(
    Type.Object({
      resource_type: Type.String(),
      resource_id: Type.String(),
      via_groups: Type.Array(Type.Object({ group_id: Type.String(), group_name: Type.String() })),
    }),
  ),
});

/** A resource type as administrators read it. */
export const typeOnWire = ({ key, title, description, idFormat }: ResourceType) => ({
  key,
  display_name: title,
  description,
  id_format: idFormat,
});

/** Everything the access page shows. */
export const overviewOnWire = (
  { rights, resources, unknown }: Overview,
  { mappedEmails }: Pick<Access, 'mappedEmails'>,
) => ({
  version: rights.version,
  groups: groupsOnWire(rights.groups, { rights, mappedEmails }),
  grants: rights.grants.map(({ tier, ...grant }) => ({
    ...grant,
    ...(tier !== null && { tier }),
    ...(unknown.has(grant.id) && { warning: 'resource_unknown' }),
  })),
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
