import { join } from 'node:path';
import { canonicalHost } from '@agnes/sdk/extract';
import { VersionStore } from '../../marketplace/store/version-store.ts';
import type { Access } from '../access/access.ts';
import type { MarketplaceDesk } from '../distribution/registry/desk.ts';
import { LostContent } from '../distribution/registry/lost-content.ts';
import { MarketplaceSync } from '../distribution/registry/marketplace-sync.ts';
import { Marketplaces } from '../distribution/registry/marketplaces.ts';
import { PluginViews } from '../distribution/registry/plugin-views.ts';
import { Reviews } from '../distribution/registry/reviews.ts';
import { StoreUpkeep } from '../distribution/registry/store-upkeep.ts';
import { syncHandler, syncKind } from '../distribution/registry/sync-job.ts';
import { SyncRequests } from '../distribution/registry/sync-requests.ts';
import { Tokens } from '../distribution/registry/token.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { reasonOf } from '../kernel/reason.ts';
import type { Outside } from './outside.ts';
import { outboundOf } from './settings-parts.ts';

/* Repositories that skills come from, and what is kept of them. */

interface MarketplaceParts extends Outside {
  readonly access: Access;
  readonly jobs: Jobs;
}

/** Folder of everything that is kept of marketplaces. */
export const marketplacesIn = (dataDir: string): string => join(dataDir, 'marketplaces');

export const marketplacesOf = (parts: MarketplaceParts): MarketplaceDesk => {
  const { store, access, storedSecrets, jobs, conditions, now, dataDir } = parts;
  const folder = marketplacesIn(dataDir);
  const reach = outboundOf(parts);
  const versions = new VersionStore(join(folder, 'store'));
  const upkeep = new StoreUpkeep({
    store,
    now,
    versions,
    log: (message, error) => parts.log('marketplace', { message, error: reasonOf(error) }),
  });
  const tokens = new Tokens(store, storedSecrets);
  const lost = new LostContent();
  const reviews = new Reviews({ store, conditions, now, versions });
  return {
    versions,
    upkeep,
    lost,
    reviews,
    registry: new Marketplaces({ store, access, jobs, tokens, now, upkeep, folder, reach }),
    sync: new MarketplaceSync({
      ...outward(parts),
      store,
      access,
      conditions,
      now,
      versions,
      upkeep,
      lost,
      folder,
      reach,
    }),
    requests: new SyncRequests({ store, jobs, now }),
    plugins: new PluginViews({ store, reviews }),
  };
};

/** What a sync needs to go out to other hosts. */
const outward = ({ secrets, config }: Outside) => {
  const { allow_external_sources: isAllowed, external_hosts: hosts } = config.marketplaces;
  return {
    secret: (name: string, host: string) => secrets.resolveFor(name, host),
    caFile: config.egress.ca_file,
    ...(isAllowed && { externalHosts: hosts.map((host) => canonicalHost(host)) }),
  };
};

/** Has the queue know who syncs marketplaces. */
export const handleMarketplaces = ({
  jobs,
  store,
  marketplaces: { sync },
}: Pick<MarketplaceParts, 'jobs' | 'store'> & { readonly marketplaces: MarketplaceDesk }): void =>
  jobs.handle(syncKind, syncHandler({ store, jobs, sync }));
