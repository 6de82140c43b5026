import type { Static } from '@agnes/sdk';
import { list as listGrants } from '../../access/grants/grant-operations.ts';
import { marketplaceNotFound } from '../../distribution/registry/errors.ts';
import { list } from '../../distribution/registry/operations.ts';
import type {
  deliverySchema,
  hostPluginSchema,
  pluginSchema,
} from '../../distribution/registry/plugin-wire.ts';
import {
  deliveries,
  type diff,
  hostPlugins,
  plugin as onePlugin,
  plugins,
} from '../../distribution/registry/view-operations.ts';
import type { marketplaceSchema } from '../../distribution/registry/wire.ts';
import { type Asker, askedBy } from '../plugin-pages/answers.ts';
import type { Web } from '../web.ts';

/* What the API answers an administrator about marketplaces. Pages show that and read nothing by a way of their own. */

/** A marketplace as the API tells of it. */
export type MarketplaceSeen = Static<typeof marketplaceSchema>;

/** A plugin of one. */
export type PluginSeen = Static<typeof pluginSchema>;

/** A plugin of the host in its repository. */
export type HostPluginSeen = Static<typeof hostPluginSchema>;

/** A group that is granted a plugin. */
export interface Granted {
  readonly group_id: string;
  readonly group_name: string;
  readonly resource_id: string;
  readonly tier?: string;
}

/** What pages of marketplaces read. */
export type ReadServices = { readonly web: Web } & Parameters<(typeof list)['run']>[1] &
  Parameters<(typeof plugins)['run']>[1] &
  Parameters<(typeof diff)['run']>[1] &
  Parameters<(typeof listGrants)['run']>[1];

/** Every marketplace. */
export const marketplaceList = async (
  services: ReadServices,
  asker: Asker,
): Promise<readonly MarketplaceSeen[]> =>
  // As the schema of its result says.
  (await list.run(askedBy(asker, {}), services)) as readonly MarketplaceSeen[];

/** One of them. */
export const marketplaceSeen = async (
  services: ReadServices,
  asker: Asker,
  slug: string,
): Promise<MarketplaceSeen> => {
  const found = (await marketplaceList(services, asker)).find(({ id }) => id === slug);
  if (!found) throw marketplaceNotFound({ marketplace: slug });
  return found;
};

/** What a marketplace has for agents. */
export const pluginsSeen = async (
  services: ReadServices,
  asker: Asker,
  id: string,
): Promise<readonly PluginSeen[]> =>
  // As the schema of its result says.
  (await plugins.run(askedBy(asker, { params: { id } }), services)) as readonly PluginSeen[];

/** One plugin of it. */
export const pluginSeen = async (
  services: ReadServices,
  asker: Asker,
  { slug, plugin }: { readonly slug: string; readonly plugin: string },
): Promise<PluginSeen> =>
  // As the schema of its result says.
  (await onePlugin.run(askedBy(asker, { params: { id: slug, name: plugin } }), services)) as PluginSeen;

/** Which version of it reached whom. */
export const deliveriesSeen = async (
  services: ReadServices,
  asker: Asker,
  { slug, plugin }: { readonly slug: string; readonly plugin: string },
): Promise<readonly Static<typeof deliverySchema>[]> => {
  const params = { id: slug, name: plugin };
  // As the schema of its result says.
  return (await deliveries.run(askedBy(asker, { params }), services)) as readonly Static<
    typeof deliverySchema
  >[];
};

/** What it has for this host. */
export const hostPluginsSeen = async (
  services: ReadServices,
  asker: Asker,
  id: string,
): Promise<readonly HostPluginSeen[]> =>
  // As the schema of its result says.
  (await hostPlugins.run(askedBy(asker, { params: { id } }), services)) as readonly HostPluginSeen[];

/** Which groups are granted which plugins of marketplaces. */
export const grantsSeen = async (services: ReadServices, asker: Asker): Promise<readonly Granted[]> => {
  const query = { resource_type: 'marketplace_plugin' };
  // As the schema of its result says.
  return (await listGrants.run(askedBy(asker, { query }), services)) as readonly Granted[];
};
