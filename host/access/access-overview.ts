import type { Access } from './access.ts';
import type { Listed, ResourceListing } from './resource-listing.ts';
import type { ResourceLookup } from './resource-lookup.ts';
import type { Rights } from './rights/rights.ts';

interface OverviewDeps {
  readonly access: Access;
  readonly listing: ResourceListing;
  readonly lookup: ResourceLookup;
}

/** Groups, grants and what could be granted, all of one version. */
export interface Overview {
  readonly rights: Rights;
  readonly resources: readonly Listed[];
  /** Ids of grants whose resource nobody knows. */
  readonly unknown: ReadonlySet<string>;
}

/** Gathers what the access page shows. */
export class AccessOverview {
  readonly #deps: OverviewDeps;

  constructor(deps: OverviewDeps) {
    this.#deps = deps;
  }

  async read(): Promise<Overview> {
    const { access, listing, lookup } = this.#deps;
    const resources = await listing.list();
    // One reading of the rights, after everything slow: groups, grants and version belong together.
    const { rights } = access;
    const found = await lookup.findAll(rights.grants, resources);
    const lost = found.filter((one) => one.found?.exists === false);
    return { rights, resources, unknown: new Set(lost.map(({ asked }) => asked.id)) };
  }
}
