import { type Manifest, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { pluginOnWire, pluginWire } from '../kernel/plugin-wire.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { SystemStore } from '../store/system-store.ts';
import { pluginNotFound } from './errors.ts';
import { storedOf } from './installations.ts';
import type { Ledger } from './ledger/ledger.ts';
import { producedBy } from './ledger/produced.ts';
import type { Packages } from './packages.ts';
import { pluginAddress } from './plugin-address.ts';
import type { PluginManager } from './plugin-manager.ts';
import { detailOnWire, pluginDetail } from './plugin-view.ts';
import type { SettingsOf } from './settings-part.ts';
import { generationList, generationsOnWire, type Reach } from './wire.ts';

interface Services {
  readonly plugins: Pick<Plugins, 'list' | 'manifests'>;
  readonly pluginManager: Pick<PluginManager, 'current' | 'records'>;
  readonly pluginPackages: Pick<Packages, 'stored'>;
  readonly pluginReach: (types: readonly string[]) => Promise<Reach>;
  readonly pluginSettings: SettingsOf;
  readonly settingOrigins: (manifest: Manifest) => Promise<Readonly<Record<string, string>>>;
  readonly ledger: Pick<Ledger, 'uses' | 'errors'>;
  readonly store: Pick<SystemStore, 'read'>;
}

/** Lists plugins; pages ask it, too. */
export const list = operation({
  id: 'plugins.list',
  route: 'GET /api/admin/plugins',
  summary: 'Plugins with their state, why, since when, and what to do next; and how each generation went',
  who: 'admin',
  result: Type.Object({
    generation: generationList.properties.generation,
    plugins: Type.Array(pluginWire),
    generations: generationList.properties.generations,
  }),
  run: async (_input, { plugins, pluginManager }: Services) => {
    const { generation } = await pluginManager.current();
    const told = generationsOnWire(generation, await pluginManager.records());
    return { ...told, plugins: plugins.list().map(pluginOnWire) };
  },
});

/** Shows one plugin; pages ask it, too. */
export const show = operation({
  id: 'plugins.show',
  route: 'GET /api/admin/plugins/:publisher/:slug',
  summary: 'One plugin: manifest, settings, what it may do, what it feeds, its errors and versions',
  who: 'admin',
  params: pluginAddress,
  result: pluginDetail,
  problems: ['plugin_not_found'],
  run: async ({ params: { publisher, slug } }, services: Services) => {
    const id = `${publisher}/${slug}`;
    const { plugins, pluginManager, pluginReach, pluginSettings, ledger, store } = services;
    const state = plugins.list().find((plugin) => plugin.id === id);
    if (!state) throw pluginNotFound({ plugin: id });
    const manifest = plugins.manifests().find((one) => one.id === id);
    const { tables } = await pluginReach(state.contributes.connectors);
    return detailOnWire({
      state,
      manifest,
      // What the author wrote, before anything was withheld.
      declared: (await storedOf(state.lock, { packages: services.pluginPackages }))?.manifest,
      settings: manifest && pluginSettings(manifest),
      origins: manifest ? await services.settingOrigins(manifest) : {},
      tables,
      records: await pluginManager.records(),
      produced: await producedBy(store.read, id),
      uses: await ledger.uses(id),
      errors: await ledger.errors(id),
    });
  },
});

/** What administrators see of plugins. */
export const pluginViewOperations = [list, show] as const;
