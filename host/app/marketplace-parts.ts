import { join } from 'node:path';
import { canonicalHost } from '@agnes/sdk/extract';
import type { ShippedPlugin } from '../../marketplace/manifests/shipped-catalog.ts';
import { VersionStore } from '../../marketplace/store/version-store.ts';
import type { Access } from '../access/access.ts';
import type { MarketplaceDesk } from '../distribution/registry/desk.ts';
import { LostContent } from '../distribution/registry/lost-content.ts';
import { MarketplaceSync } from '../distribution/registry/marketplace-sync.ts';
import { Marketplaces } from '../distribution/registry/marketplaces.ts';
import { PluginViews } from '../distribution/registry/plugin-views.ts';
import { recallLost } from '../distribution/registry/restoring.ts';
import { Reviews } from '../distribution/registry/reviews.ts';
import { StoreUpkeep } from '../distribution/registry/store-upkeep.ts';
import { syncHandler, syncKind } from '../distribution/registry/sync-job.ts';
import { SyncRequests } from '../distribution/registry/sync-requests.ts';
import { Tokens } from '../distribution/registry/token.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Found } from '../kernel/found.ts';
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

/** What a sync needs to go out to other hosts, and what it finds here. */
const outward = ({ secrets, config, plugins }: Outside) => {
  const { allow_external_sources: isAllowed, external_hosts: hosts } = config.marketplaces;
  return {
    secret: (name: string, host: string) => secrets.resolveFor(name, host),
    caFile: config.egress.ca_file,
    shipped: () => plugins.found().flatMap(shippedOf),
    ...(isAllowed && { externalHosts: hosts.map((host) => canonicalHost(host)) }),
  };
};

// Text, so it counts also where the plugin is not at work. Of its id the name alone: whatever comes with the host has one publisher.
const shippedOf = ({ origin, manifest, folder }: Found): ShippedPlugin[] => {
  if (origin !== 'bundled' || !manifest?.contributes.skills) return [];
  const { id, displayName, description, version, contributes } = manifest;
  const skills = (contributes.skills ?? []).map(({ path }) => path);
  return [{ name: id.split('/').at(-1) ?? id, displayName, description, version, folder, skills }];
};

/** Offers the skills that come with the host. Without them it goes on: what was offered before still is. */
export const offerShipped = async ({
  marketplaces: { sync },
  log,
}: Pick<MarketplaceParts, 'log'> & { readonly marketplaces: MarketplaceDesk }): Promise<void> => {
  const order = { actor: { kind: 'system' }, signal: AbortSignal.timeout(mostOfferingMs) } as const;
  await sync.runBuiltIn(order).catch((error: unknown) => {
    const message = 'The skills that come with the host could not be offered.';
    log('marketplace', { message, error: reasonOf(error) });
  });
};

const mostOfferingMs = 60_000;

/** Leaves out of feeds what could not be brought back before the restart either. */
export const recallLostContent = async ({
  marketplaces,
  store,
  conditions,
}: Pick<MarketplaceParts, 'store' | 'conditions'> & {
  readonly marketplaces: MarketplaceDesk;
}): Promise<void> => recallLost({ ...marketplaces, store, conditions });

/** Has the queue know who syncs marketplaces. */
export const handleMarketplaces = ({
  jobs,
  store,
  marketplaces: { sync },
}: Pick<MarketplaceParts, 'jobs' | 'store'> & { readonly marketplaces: MarketplaceDesk }): void =>
  jobs.handle(syncKind, syncHandler({ store, jobs, sync }));
