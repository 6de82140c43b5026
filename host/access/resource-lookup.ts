import type { ResourceType } from '@agnes/sdk';
import { unknownResourceType } from './errors.ts';
import type { Listed, ResourceListing } from './resource-listing.ts';

/** A resource as somebody names it. */
export interface ResourceName {
  readonly resource_type: string;
  readonly resource_id: string;
}

/** What is known about it. */
export interface FoundResource {
  readonly type: ResourceType;
  /** The id grants are stored under; tables are found by name, too. */
  readonly id: string;
  readonly name?: string;
  /** Absent while the lister of its type fails and has not named it before: nobody can say. */
  readonly exists?: boolean;
}

/** What was asked for, and what was found under it. */
export interface Found<N, F> {
  readonly asked: N;
  readonly found: F;
}

interface LookupDeps {
  readonly listing: ResourceListing;
  /** By id or name. */
  readonly findTable: (
    idOrName: string,
  ) => Promise<{ readonly id: string; readonly name: string } | undefined>;
}

/** Says whether resources exist. For display only: a grant needs no resource, and access no answer from here. */
export class ResourceLookup {
  readonly #deps: LookupDeps;

  constructor(deps: LookupDeps) {
    this.#deps = deps;
  }

  /** Throws when no enabled plugin contributes a type. */
  async get<N extends ResourceName>(asked: N): Promise<FoundResource> {
    const [one] = await this.findAll([asked]);
    if (!one?.found) throw unknownResourceType(asked);
    return one.found;
  }

  /** In the order asked. Throws when no enabled plugin contributes a type. */
  async getAll<N extends ResourceName>(names: readonly N[]): Promise<readonly Found<N, FoundResource>[]> {
    return (await this.findAll(names)).map(({ asked, found }) => {
      if (!found) throw unknownResourceType(asked);
      return { asked, found };
    });
  }

  /** In the order asked; without find where no enabled plugin contributes the type. Every type is listed once. */
  findAll<N extends ResourceName>(
    names: readonly N[],
    listed: readonly Listed[] = [],
  ): Promise<readonly Found<N, FoundResource | undefined>[]> {
    const lists = new Map(listed.map((list) => [list.type.key, Promise.resolve(idsIn(list))]));
    return Promise.all(names.map(async (asked) => ({ asked, found: await this.#find(asked, lists) })));
  }

  async #find(
    { resource_type, resource_id: id }: ResourceName,
    lists: Lists,
  ): Promise<FoundResource | undefined> {
    const type = this.#deps.listing.type(resource_type);
    if (!type) return undefined;
    if (type.key === 'table') return this.#table(type, id);
    const { names, isStale } = await this.#listOf(type, lists);
    const name = names.get(id);
    if (name !== undefined) return { type, id, name, exists: true };
    return { type, id, ...(!isStale && { exists: false }) };
  }

  async #table(type: ResourceType, asked: string): Promise<FoundResource> {
    const table = await this.#deps.findTable(asked);
    return table
      ? { type, id: table.id, name: table.name, exists: true }
      : { type, id: asked, exists: false };
  }

  #listOf(type: ResourceType, lists: Lists): Promise<Ids> {
    const known = lists.get(type.key) ?? this.#deps.listing.listOf(type).then(idsIn);
    lists.set(type.key, known);
    return known;
  }
}

type Lists = Map<string, Promise<Ids>>;

interface Ids {
  readonly names: ReadonlyMap<string, string>;
  readonly isStale: boolean;
}

const idsIn = ({ blocks, staleSince }: Listed): Ids => ({
  names: new Map(blocks.flatMap(({ items }) => items.map((item) => [item.resource_id, item.name]))),
  isStale: staleSince !== undefined,
});
