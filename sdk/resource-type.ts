import type { ResourceBlock } from './hooks.ts';

/** What a resource type may list from. */
export interface ResourceContext {
  readonly tables: () => Promise<
    readonly { readonly id: string; readonly name: string; readonly bucket?: string }[]
  >;
}

/** Something that can be granted. It only lists: access is decided from the grants alone. */
export interface ResourceType {
  /** `table`, or `publisher/slug:name` for plugins from outside. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** How an id looks, for people. */
  readonly idFormat: string;
  listBlocks(context: ResourceContext): Promise<readonly ResourceBlock[]>;
}

/** Declares a resource type; the default export of its entry. */
export const defineResourceType = (type: ResourceType): ResourceType => type;
