import { Type } from '@agnes/sdk';

const nullableText = Type.Union([Type.String(), Type.Null()]);

/** A type of resource that can be granted. */
export const resourceType = Type.Object({
  key: Type.String(),
  display_name: Type.String(),
  description: Type.String(),
  id_format: Type.String(),
});

const group = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullableText,
  is_system: Type.Boolean(),
  origin: Type.String({ description: 'system, google_sync or custom.' }),
  created_at: Type.String(),
  created_by: nullableText,
  member_count: Type.Integer(),
  grant_count: Type.Integer(),
  is_google_managed: Type.Boolean(),
  mapped_email: nullableText,
});

const block = Type.Object({
  id: Type.String(),
  name: Type.String(),
  items: Type.Array(Type.Object({ resource_id: Type.String(), name: Type.String() })),
});

/** What the access page shows. */
export const accessOverview = Type.Object({
  groups: Type.Array(group),
  grants: Type.Array(
    Type.Object({
      id: Type.String(),
      group_id: Type.String(),
      resource_type: Type.String(),
      resource_id: Type.String(),
    }),
  ),
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
export const effectiveAccess = Type.Object({
  is_admin: Type.Boolean(),
  items: Type.Array(
    Type.Object({
      resource_type: Type.String(),
      resource_id: Type.String(),
      via_groups: Type.Array(Type.Object({ group_id: Type.String(), group_name: Type.String() })),
    }),
  ),
});
