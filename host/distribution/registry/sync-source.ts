import { join } from 'node:path';
import type { Secret } from '@agnes/sdk';
import type { CatalogSnapshot } from '../../../marketplace/manifests/catalog-snapshot.ts';
import { readMarketplace } from '../../../marketplace/manifests/read-marketplace.ts';
import { type ShippedPlugin, shippedCatalog } from '../../../marketplace/manifests/shipped-catalog.ts';
import { Mirror } from '../../../marketplace/mirror/mirror.ts';
import { readerVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import { type Reach, webAddress } from '../../../marketplace/web-address.ts';
import { isBuiltIn } from './built-in.ts';
import { commitWanted } from './commit-wanted.ts';
import { marketplaceTokenMissing } from './errors.ts';
import type { MarketplaceRow } from './marketplace.ts';

/** What marketplaces are read with. */
export interface SourceDeps {
  /** The secret of this name, for a request to this host. */
  readonly secret: (name: string, host: string) => Secret | undefined;
  readonly versions: VersionStore;
  /** Absolute folder of everything that is kept of marketplaces. */
  readonly folder: string;
  readonly reach: Reach;
  readonly caFile?: string | undefined;
  /** Hosts that content may be brought from beside the repository itself; absent: none. */
  readonly externalHosts?: readonly string[] | undefined;
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
  const { versions: store, reach, externalHosts: hosts, folder, caFile } = deps;
  const { id, url } = marketplace;
  const mirror = new Mirror({
    folder: join(folder, id),
    url,
    reach,
    caFile,
    token: tokenOf(deps, marketplace),
  });
  const external = hosts && { hosts, folder: join(folder, id, 'external') };
  const commit = await commitWanted(mirror, marketplace, signal);
  return {
    commit,
    readBy: JSON.stringify([readerVersion, hosts ?? null]),
    read: (before) => readMarketplace(mirror, commit, { reach, signal, store, before, external }),
    published: () => mirror.keepOnly([commit], signal),
  };
};

const tokenOf = (
  { secret: find, reach }: SourceDeps,
  { url, token_secret: name }: MarketplaceRow,
): string | undefined => {
  if (name === null) return undefined;
  const secret = find(name, webAddress(url, reach).hostname);
  if (!secret) throw marketplaceTokenMissing({ secret: name });
  return secret.reveal();
};
