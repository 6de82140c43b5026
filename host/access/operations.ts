import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import type { Access } from './access.ts';
import type { AccessOverview } from './access-overview.ts';
import { explainOperations } from './explain/explain-operations.ts';
import { grantOperations } from './grants/grant-operations.ts';
import { groupOperations } from './groups/group-operations.ts';
import { breakGlassOperations } from './members/break-glass-operations.ts';
import { memberOperations } from './members/member-operations.ts';
import type { Members } from './members/members.ts';
import {
  effectiveOnWire,
  effectiveSchema,
  overviewOnWire,
  overviewSchema,
  resourceTypeSchema,
  typeOnWire,
} from './overview-wire.ts';
import type { ResourceListing } from './resource-listing.ts';

interface Services {
  readonly access: Access;
  readonly accessOverview: AccessOverview;
  readonly members: Members;
  readonly resources: ResourceListing;
}

const resourceTypes = operation({
  id: 'access.resource_types',
  route: 'GET /api/admin/resource-types',
  summary: 'Types of resources that can be granted',
  who: 'admin',
  result: Type.Array(resourceTypeSchema),
  run: async (_input, { resources }: Services) => resources.types().map(typeOnWire),
});

const overview = operation({
  id: 'access.overview',
  route: 'GET /api/admin/access-overview',
  summary: 'Groups, grants and everything that could be granted',
  who: 'admin',
  result: overviewSchema,
  run: async (_input, { access, accessOverview }: Services) =>
    overviewOnWire(await accessOverview.read(), access),
});

const effective = operation({
  id: 'access.effective',
  route: 'GET /api/admin/users/:id/effective-access',
  summary: 'What a user may use by explicit grants, and through which groups',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  result: effectiveSchema,
  problems: ['user_unknown'],
  run: async ({ params }, { access, members }: Services) => {
    const { id } = await members.user(params.id);
    return effectiveOnWire(access.isAdmin(id), access.rights.effective(id));
  },
});

const ownEffective = operation({
  id: 'access.mine',
  route: 'GET /api/me/effective-access',
  summary: 'What you may use by explicit grants, and through which groups',
  who: 'user',
  result: effectiveSchema,
  run: async ({ principal: { userId, isAdmin } }, { access }: Services) =>
    effectiveOnWire(isAdmin, access.rights.effective(userId)),
});

/** Groups, members and grants, what may be granted, and what somebody may use. */
export const accessOperations = [
  resourceTypes,
  overview,
  effective,
  ownEffective,
  ...groupOperations,
  ...memberOperations,
  ...grantOperations,
  ...explainOperations,
  ...breakGlassOperations,
] as const;
