import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { LostContent } from '../../../host/distribution/registry/lost-content.ts';
import type { MarketplaceRow } from '../../../host/distribution/registry/marketplace.ts';
import { MarketplaceSync } from '../../../host/distribution/registry/marketplace-sync.ts';
import { PluginViews } from '../../../host/distribution/registry/plugin-views.ts';
import {
  changeMarketplace,
  findMarketplace,
  insertMarketplace,
  unread,
} from '../../../host/distribution/registry/repository.ts';
import { Reviews } from '../../../host/distribution/registry/reviews.ts';
import { served } from '../../../host/distribution/registry/served-repository.ts';
import { StoreUpkeep } from '../../../host/distribution/registry/store-upkeep.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import type { ShippedPlugin } from '../../../marketplace/manifests/shipped-catalog.ts';
import { VersionStore } from '../../../marketplace/store/version-store.ts';
import { startedAccess } from '../../access/support/started-access.ts';
import { GitRepository } from '../../support/git-repository.ts';
import { gitServer } from '../../support/git-server.ts';
import { testReach } from '../../support/served-repository.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const order = { actor: { kind: 'system' }, signal } as const;

/** A real store, a real git server, and everything that syncs between the two. */
export const syncing = async (
  t: ExecutionContext,
  {
    shipped = () => [],
    ...more
  }: { readonly externalHosts?: readonly string[]; readonly shipped?: () => readonly ShippedPlugin[] } = {},
) => {
  const started = await startedAccess(t);
  const { store, access, now } = started;
  const folder = await tempFolder(t);
  const git = await gitServer(join(folder, 'served'));
  t.teardown(() => git[Symbol.asyncDispose]());
  const kept = join(folder, 'marketplaces');
  const versions = new VersionStore(join(kept, 'store'));
  const upkeep = upkeepOf(t, { store, versions, now });
  const conditions = new Conditions({ store, now });
  const reviews = new Reviews({ store, versions, conditions, now });
  const lost = new LostContent();
  const held = { store, versions, upkeep, lost };
  const deps = { ...held, access, conditions, now, folder: kept, reach: testReach, ...more };
  const sync = new MarketplaceSync({ ...deps, secret: () => undefined, shipped });
  const plugins = new PluginViews({ store, reviews });

  /** Makes a repository and, unless it is only to be served, registers it. */
  const marketplace = async (id: string, columns: Partial<MarketplaceRow> = {}) => {
    const repository = await GitRepository.in(join(folder, 'served'), `${id}.git`);
    const url = `${git.url}/${id}.git`;
    const row = { ...bare, id, name: id, url, registered_at: new Date(now()), ...columns };
    await store.keep((tx) => insertMarketplace(tx, row));
    const plugin = async (name: string) => {
      const view = await plugins.get({ marketplace: id, plugin: name });
      return { ...view, served: view.versions.find((version) => version.id === view.row.served_id) };
    };
    return {
      repository,
      url,
      plugin,
      row: () => findMarketplace(store.read, id),
      change: (changes: Partial<MarketplaceRow>) => store.keep((tx) => changeMarketplace(tx, id, changes)),
      sync: () => sync.run(id, order),
      served: async (...names: readonly string[]) =>
        served(
          store.read,
          names.map((name) => ({ marketplace: id, plugin: name })),
        ),
    };
  };
  return { ...started, marketplace, sync, versions, reviews, conditions, plugins, upkeep, kept, lost };
};

const upkeepOf = (
  t: ExecutionContext,
  deps: Pick<ConstructorParameters<typeof StoreUpkeep>[0], 'store' | 'versions' | 'now'>,
): StoreUpkeep => new StoreUpkeep({ ...deps, log: (message, error) => t.fail(`${message} ${error}`) });

const bare = {
  ...unread,
  branch: null,
  pin: null,
  review_mode: null,
  token_secret: null,
  description: null,
  registered_by: null,
};
