import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { MarketplaceDesk } from './desk.ts';
import {
  deliverySchema,
  deliveryWire,
  hostPluginSchema,
  hostPluginWire,
  pluginSchema,
  pluginWire,
  versionSchema,
  versionWire,
} from './plugin-wire.ts';

/** What looking at marketplaces needs. */
interface Services {
  readonly marketplaces: Pick<MarketplaceDesk, 'plugins'>;
}

const address = Type.Object({ id: Type.String(), name: Type.String() });
const whole = Type.Object({ id: Type.String() });

const keyOf = ({ id, name }: { readonly id: string; readonly name: string }) => ({
  marketplace: id,
  plugin: name,
});

/** What a marketplace has for agents. */
export const plugins = operation({
  id: 'marketplace.plugins',
  route: 'GET /api/marketplaces/:id/plugins',
  summary: 'The plugins of a marketplace with every version, what the scan found, and who has them.',
  who: 'admin',
  params: whole,
  result: Type.Array(pluginSchema),
  problems: ['marketplace_not_found'],
  run: async ({ params }, { marketplaces }: Services) =>
    (await marketplaces.plugins.of(params.id)).map(pluginWire),
});

/** One plugin of it. */
export const plugin = operation({
  id: 'marketplace.plugin',
  route: 'GET /api/marketplaces/:id/plugins/:name',
  summary: 'One plugin of a marketplace with every version, what the scan found, and who has it.',
  who: 'admin',
  params: address,
  result: pluginSchema,
  problems: ['marketplace_plugin_not_found'],
  run: async ({ params }, { marketplaces }: Services) =>
    pluginWire(await marketplaces.plugins.get(keyOf(params))),
});

/** What it has for this host. */
export const hostPlugins = operation({
  id: 'marketplace.host_plugins',
  route: 'GET /api/marketplaces/:id/host-plugins',
  summary: 'Plugins of the host that its repository offers; a sync never installs one.',
  who: 'admin',
  params: whole,
  result: Type.Array(hostPluginSchema),
  problems: ['marketplace_not_found'],
  run: async ({ params }, { marketplaces }: Services) =>
    (await marketplaces.plugins.hostPlugins(params.id)).map(hostPluginWire),
});

/** Who has which version of it. */
export const deliveries = operation({
  id: 'marketplace.plugin_deliveries',
  route: 'GET /api/marketplaces/:id/plugins/:name/deliveries',
  summary: 'Which version of a plugin reached whom, since when, and by which way.',
  who: 'admin',
  params: address,
  result: Type.Array(deliverySchema, { description: 'The latest first; at most 1000.' }),
  problems: ['marketplace_plugin_not_found'],
  run: async ({ params }, { marketplaces }: Services) =>
    (await marketplaces.plugins.deliveries(keyOf(params))).map(deliveryWire),
});

/** Two versions side by side. */
export const diff = operation({
  id: 'marketplace.plugin_diff',
  route: 'GET /api/marketplaces/:id/plugins/:name/diff',
  summary: 'What differs between two versions of a plugin, file by file.',
  who: 'admin',
  params: address,
  query: Type.Object({
    from: Type.Optional(Type.String({ description: 'Id of a version. Absent: the one that is served.' })),
    to: Type.Optional(Type.String({ description: 'Id of a version. Absent: the one that is listed.' })),
  }),
  result: Type.Object({
    from: Type.Union([versionSchema, Type.Null()]),
    to: versionSchema,
    entry: Type.Object(
      { from: Type.Unknown(), to: Type.Unknown() },
      { description: 'The entries as their marketplace wrote them; null: none.' },
    ),
    files: Type.Array(
      Type.Object({
        path: Type.String(),
        status: Type.String({ description: '`added`, `removed` or `changed`.' }),
        is_executable: Type.Boolean(),
        text: Type.Optional(
          Type.String({ description: 'Lines after `+`, `-` or a blank; absent where long.' }),
        ),
        is_left_out: Type.Optional(
          Type.Boolean({ description: 'True: too long to be told here; read it in the repository.' }),
        ),
      }),
    ),
  }),
  problems: [
    'marketplace_plugin_not_found',
    'marketplace_version_not_found',
    'marketplace_version_missing',
    'marketplace_version_tampered',
  ],
  run: async ({ params, query }, { marketplaces }: Services) => {
    const { from, to, files, entry } = await marketplaces.plugins.diff(keyOf(params), query);
    return { from: from ? versionWire(from) : null, to: versionWire(to), entry, files: [...files] };
  },
});

/** What marketplaces have. */
export const marketplaceViewOperations = [plugins, plugin, hostPlugins, deliveries, diff] as const;
