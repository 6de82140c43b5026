import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import type { LostContent } from './lost-content.ts';
import type { MarketplaceSync } from './marketplace-sync.ts';
import type { Marketplaces } from './marketplaces.ts';
import type { PluginViews } from './plugin-views.ts';
import type { Reviews } from './reviews.ts';
import type { StoreUpkeep } from './store-upkeep.ts';
import type { SyncRequests } from './sync-requests.ts';

/** Everything about marketplaces, as operations and feeds ask for it. */
export interface MarketplaceDesk {
  readonly registry: Marketplaces;
  readonly sync: MarketplaceSync;
  readonly requests: SyncRequests;
  readonly plugins: PluginViews;
  readonly reviews: Reviews;
  /** The content of every version. */
  readonly versions: VersionStore;
  readonly upkeep: StoreUpkeep;
  readonly lost: LostContent;
}
