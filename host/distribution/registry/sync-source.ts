import type { CatalogSnapshot } from '../../../marketplace/manifests/catalog-snapshot.ts';
import { readMarketplace } from '../../../marketplace/manifests/read-marketplace.ts';
import { type ShippedPlugin, shippedCatalog } from '../../../marketplace/manifests/shipped-catalog.ts';
import { readerVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { isBuiltIn } from './built-in.ts';
import { commitWanted } from './commit-wanted.ts';
import type { MarketplaceRow } from './marketplace.ts';
import { externalOf, type MirrorDeps, mirrorOf } from './mirrors.ts';
import { servedCommits } from './restoring.ts';

/** What marketplaces are read with. */
export interface SourceDeps extends MirrorDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly versions: VersionStore;
  /** Plugins with skills that come with the host. */
  readonly shipped: () => readonly ShippedPlugin[];
}

/** What a marketplace has now. */
export interface SyncSource {
  readonly commit: string;
  /** Another text when the same commit would be read as something else. */
  readonly readBy: string;
  readonly read: (before: CatalogSnapshot) => Promise<CatalogSnapshot>;
  /** Called when what was read is published. */
  readonly published: () => Promise<void>;
}

/** Finds out at which commit a marketplace is. */
export const syncSource = (
  deps: SourceDeps,
  marketplace: MarketplaceRow,
  signal: AbortSignal,
): Promise<SyncSource> => (isBuiltIn(marketplace) ? shipped : mirrored)(deps, marketplace, signal);

const shipped: typeof syncSource = async ({ versions: store, reach, ...deps }, { id }, signal) => {
  const catalog = await shippedCatalog(id, deps.shipped(), reach);
  return {
    commit: catalog.commit,
    readBy: readerVersion,
    read: (before) => catalog.read({ before, store, signal }),
    published: async () => undefined,
  };
};

const mirrored: typeof syncSource = async (deps, marketplace, signal) => {
  const { versions, reach } = deps;
  const mirror = mirrorOf(marketplace, deps);
  const external = externalOf(marketplace.id, deps);
  const commit = await commitWanted(mirror, marketplace, signal);
  return {
    commit,
    readBy: JSON.stringify([readerVersion, deps.externalHosts ?? null]),
    read: (before) => readMarketplace(mirror, commit, { reach, signal, store: versions, before, external }),
    // What is served may be of an older commit.
    published: async () =>
      mirror.keepOnly([commit, ...(await servedCommits(deps.store.read, marketplace.id))], signal),
  };
};
