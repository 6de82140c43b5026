import type { Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

/** A registered marketplace as it is stored. */
export type MarketplaceRow = Selectable<Tables['marketplace_registry']>;

/** A plugin of a marketplace as it is stored. */
export type PluginRow = Selectable<Tables['marketplace_plugins']>;

/** A version of a plugin as it is stored. */
export type VersionRow = Selectable<Tables['marketplace_plugin_versions']>;

/** A marketplace with how many plugins it lists. */
export interface MarketplaceView {
  readonly row: MarketplaceRow;
  readonly count: number;
}

/** Says which plugin is meant. */
export interface PluginKey {
  readonly marketplace: string;
  readonly plugin: string;
}

/** How versions come to be served. Without one, those that run something new or come from elsewhere wait. */
const reviewModes = ['auto', 'hold', 'pinned'] as const;

/** One of `reviewModes`. */
export type ReviewMode = (typeof reviewModes)[number];

/** `held` waits for a yes; `rejected` got a no; `quarantined` is kept for inspection and never served. */
export type VersionState = 'approved' | 'held' | 'rejected' | 'quarantined';

/** `broken`: listed, and not to be used as it is now. `delisted`: gone from the list, served on to who has it. */
export type Listing = 'listed' | 'broken' | 'delisted';

/** How versions of a marketplace come to be served. */
export const modeOf = ({ review_mode }: Pick<MarketplaceRow, 'review_mode'>): ReviewMode | undefined =>
  reviewModes.find((mode) => mode === review_mode);
