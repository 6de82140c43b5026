import type { ResourceBlock } from './hooks.ts';

/** A registered table, as far as it is shown where grants are made. */
export interface ListedTable {
  readonly id: string;
  readonly name: string;
  readonly bucket?: string;
  readonly queryMode: string;
  readonly sourceType?: string;
  readonly description?: string;
}

/** A registered marketplace with the plugins of its catalogue. */
export interface ListedMarketplace {
  readonly slug: string;
  readonly name: string;
  readonly plugins: readonly {
    readonly name: string;
    readonly version?: string;
    readonly category?: string;
    readonly description?: string;
    readonly sourceType?: string;
  }[];
}

/** What a resource type may list from; the answers are copies. */
export interface ResourceContext {
  readonly tables: () => Promise<readonly ListedTable[]>;
  /** In the order they were registered. */
  readonly marketplaces: () => Promise<readonly ListedMarketplace[]>;
}

/** Something that can be granted. It only lists: access is decided from the grants alone. */
export interface ResourceType {
  /** `publisher/slug:name`, with the id of the plugin; keys without are those of the host. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** How an id looks, for people. */
  readonly idFormat: string;
  /** True: a grant may say whether its resource is `required` or `optional`. */
  readonly isTiered?: boolean;
  listBlocks(context: ResourceContext): Promise<readonly ResourceBlock[]>;
}

/** Declares a resource type; the default export of its entry. */
export const defineResourceType = (type: ResourceType): ResourceType => type;
