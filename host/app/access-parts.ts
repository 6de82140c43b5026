import type { Access } from '../access/access.ts';
import { AccessOverview } from '../access/access-overview.ts';
import { Explain } from '../access/explain/explain.ts';
import { Grants } from '../access/grants/grants.ts';
import { GrantReach } from '../access/grants/reach.ts';
import { Groups } from '../access/groups/groups.ts';
import { BreakGlass } from '../access/members/break-glass.ts';
import { Members } from '../access/members/members.ts';
import { ResourceListing } from '../access/resource-listing.ts';
import { ResourceLookup } from '../access/resource-lookup.ts';
import type { Registry } from '../registry/registry.ts';
import type { Outside } from './outside.ts';

/* The parts of access, as in `parts.ts`. */

interface AccessParts extends Outside {
  readonly access: Access;
  readonly resources: ResourceListing;
  readonly resourceLookup: ResourceLookup;
}

export const resourceLookupOf = ({
  resources,
  registry,
}: Pick<AccessParts, 'resources'> & { readonly registry: Registry }) =>
  new ResourceLookup({ listing: resources, findTable: (idOrName) => registry.find(idOrName) });

export const groupsOf = ({ store, access, now }: AccessParts) => new Groups({ store, access, now });

export const membersOf = ({ store, access, now }: AccessParts) => new Members({ store, access, now });

export const breakGlassOf = ({ store, access, now, conditions }: AccessParts) =>
  new BreakGlass({ store, access, now, conditions });

export const grantsOf = ({ store, access, now, resourceLookup: lookup }: AccessParts) =>
  new Grants({ store, access, now, lookup });

export const grantReachOf = ({ access, members }: AccessParts & { readonly members: Members }) =>
  new GrantReach({ access, members });

export const accessOverviewOf = ({ access, resources: listing, resourceLookup: lookup }: AccessParts) =>
  new AccessOverview({ access, listing, lookup });

export const explainOf = ({ store, access, now, resourceLookup: lookup }: AccessParts) =>
  new Explain({ store, access, now, lookup });

export const resourcesOf = ({ plugins, now }: Outside) =>
  new ResourceListing({
    resourceTypes: () => plugins.resourceTypes().map(({ type }) => type),
    listResourceBlocks: plugins.hooks.listResourceBlocks,
    now,
  });
