import type { ListedMarketplace } from '@agnes/sdk';
import type { MarketplaceRow, PluginRow } from './marketplace.ts';

/** Marketplaces as those see them who grant their plugins. What is delisted may still be granted to somebody. */
export const listedMarketplaces = (
  marketplaces: readonly MarketplaceRow[],
  plugins: readonly PluginRow[],
): readonly ListedMarketplace[] => {
  const own = Map.groupBy(plugins, ({ marketplace_id }) => marketplace_id);
  return marketplaces.map(({ id, name }) => ({
    slug: id,
    name,
    plugins: (own.get(id) ?? []).map(listedOf),
  }));
};

const listedOf = (row: PluginRow): ListedMarketplace['plugins'][number] => ({
  name: row.name,
  ...(row.version !== null && { version: row.version }),
  ...(row.category !== null && { category: row.category }),
  ...(row.description !== null && { description: row.description }),
  ...(row.source_type !== null && { sourceType: row.source_type }),
});
