import type { PluginHost, ResourceContext } from '@agnes/sdk';
import type { Marketplaces } from '../distribution/registry/marketplaces.ts';
import { listedTable } from './listed-table.ts';
import { pluginCatalog } from './plugin-catalog.ts';

type Parts = Parameters<typeof pluginCatalog>[0] & {
  readonly marketplaces: { readonly registry: Pick<Marketplaces, 'listed'> };
};

/** What plugins may ask of the host; they are set up before it is, and until then there is nothing to tell. */
export interface PluginQuestions {
  readonly tables: ResourceContext['tables'];
  readonly marketplaces: ResourceContext['marketplaces'];
  readonly catalog: PluginHost['catalog'];
  answerFrom(parts: Parts): void;
}

/** Questions whose answers come as soon as the host is put together. */
export const pluginQuestions = (): PluginQuestions => {
  let host: Parts | undefined;
  return {
    tables: async () => ((await host?.registry.tables()) ?? []).map(listedTable),
    marketplaces: async () => (await host?.marketplaces.registry.listed()) ?? [],
    catalog: async () => (host ? await pluginCatalog(host) : []),
    answerFrom: (parts) => {
      host = parts;
    },
  };
};
