import { Type } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import type { Access } from '../access.ts';
import { isGoogleManaged, mappedEmailOf, originOf } from '../group-origin.ts';
import type { GroupRow } from '../rights/repository.ts';
import type { Rights } from '../rights/rights.ts';

const nullableText = Type.Union([Type.String(), Type.Null()]);

/** A group as administrators read it. */
export const groupSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullableText,
  is_system: Type.Boolean(),
  origin: Type.String({ description: 'system, google_sync, oidc:<name> or custom.' }),
  created_at: Type.String(),
  created_by: nullableText,
  member_count: Type.Integer({ description: 'People whose membership counts now.' }),
  grant_count: Type.Integer(),
  is_google_managed: Type.Boolean({ description: 'True: read-only here.' }),
  mapped_email: nullableText,
});

/** Groups on the wire; members are counted once for all of them. */
export const groupsOnWire = (
  groups: readonly GroupRow[],
  { rights, mappedEmails }: Pick<Access, 'mappedEmails'> & { readonly rights: Rights },
) => {
  const members = rights.memberCounts();
  return groups.map((group) => ({
    id: group.id,
    name: group.name,
    description: group.description,
    is_system: group.is_system,
    origin: originOf(group),
    created_at: isoUtc(group.created_at),
    created_by: group.created_by,
    member_count: members.get(group.id) ?? 0,
    grant_count: rights.grantsOf(group.id).rows.length,
    is_google_managed: isGoogleManaged(group, mappedEmails),
    mapped_email: mappedEmailOf(group.id, mappedEmails) ?? null,
  }));
};
