import { defineResourceType, type ListedMarketplace, type ResourceItem } from '@agnes/sdk';

/** Plugins of marketplaces, in one block per marketplace. */
export default defineResourceType({
  key: 'marketplace_plugin',
  title: 'Marketplace plugins',
  description: 'A plugin of a registered marketplace, delivered through the feed.',
  idFormat: '`<marketplace>/<plugin>`, such as `tools/review`.',
  isTiered: true,
  listBlocks: async ({ marketplaces }) =>
    (await marketplaces()).map(({ slug, name, plugins }) => ({
      id: slug,
      name,
      items: plugins.map((plugin) => itemOf(slug, plugin)),
    })),
});

const itemOf = (
  slug: string,
  { name, version, category, description, sourceType }: ListedMarketplace['plugins'][number],
): ResourceItem => ({
  resource_id: `${slug}/${name}`,
  name,
  ...(version !== undefined && { version }),
  ...(category !== undefined && { category }),
  ...(description !== undefined && { description }),
  ...(sourceType !== undefined && { source_type: sourceType }),
});
