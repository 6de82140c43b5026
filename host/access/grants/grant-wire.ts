import { Type } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import type { NamedGrant } from './apply-grants.ts';
import type { GrantView } from './grants.ts';

const tier = Type.Optional(Type.Union([Type.Literal('required'), Type.Literal('optional')]));
const warning = Type.Optional(
  Type.Literal('resource_unknown', {
    description: 'Nothing of that id is known; the grant counts once there is.',
  }),
);

/** A grant as the overview holds it. */
export const briefGrantSchema = Type.Object({
  id: Type.String(),
  group_id: Type.String(),
  resource_type: Type.String(),
  resource_id: Type.String(),
  tier,
  warning,
});

/** A grant as a list holds it. */
export const grantSchema = Type.Object({
  id: Type.String(),
  group_id: Type.String(),
  group_name: Type.String(),
  resource_type: Type.String(),
  resource_id: Type.String(),
  assigned_at: Type.String(),
  assigned_by: Type.Union([Type.String(), Type.Null()]),
  tier,
  warning,
});

/** What is asked for when a grant is made. */
export const grantDraftSchema = Type.Object(
  {
    group_id: Type.String(),
    resource_type: Type.String(),
    resource_id: Type.String({ maxLength: 500, description: 'A table may be given by its name.' }),
    tier: Type.Optional(
      Type.Union([Type.Literal('required'), Type.Literal('optional')], {
        description: 'Of marketplace plugins.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A stored grant on the wire. */
export const namedGrantOnWire = (grant: NamedGrant) => ({
  id: grant.id,
  group_id: grant.group_id,
  group_name: grant.group_name,
  resource_type: grant.resource_type,
  resource_id: grant.resource_id,
  assigned_at: isoUtc(grant.assigned_at),
  assigned_by: grant.assigned_by,
  ...(grant.tier !== null && { tier: grant.tier }),
});

/** The same with what is known of its resource. */
export const grantOnWire = (grant: GrantView) => ({
  ...namedGrantOnWire(grant),
  ...(grant.isResourceUnknown && { warning: 'resource_unknown' }),
});
