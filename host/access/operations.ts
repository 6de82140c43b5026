import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import type { Access } from './access.ts';
import type { ResourceListing } from './resource-listing.ts';
import * as schema from './schema.ts';
import { effectiveOnWire, overviewOnWire, typeOnWire } from './wire.ts';

interface Services {
  readonly access: Access;
  readonly resources: ResourceListing;
}

const resourceTypes = operation({
  id: 'access.resource_types',
  route: 'GET /api/admin/resource-types',
  summary: 'Types of resources that can be granted',
  who: 'admin',
  result: Type.Array(schema.resourceType),
  run: async (_input, { resources }: Services) => resources.types().map(typeOnWire),
});

const accessOverview = operation({
  id: 'access.overview',
  route: 'GET /api/admin/access-overview',
  summary: 'Groups, grants and everything that could be granted',
  who: 'admin',
  result: schema.accessOverview,
  run: async (_input, { access, resources }: Services) =>
    overviewOnWire(access.rights, await resources.list()),
});

const ownEffectiveAccess = operation({
  id: 'access.mine',
  route: 'GET /api/me/effective-access',
  summary: 'What you may use by explicit grants, and through which groups',
  who: 'user',
  result: schema.effectiveAccess,
  run: async ({ principal: { userId, isAdmin } }, { access }: Services) =>
    effectiveOnWire(isAdmin, access.rights.effective(userId)),
});

/** What may be granted, what is, and what the caller may use. */
export const accessOperations = [resourceTypes, accessOverview, ownEffectiveAccess];
