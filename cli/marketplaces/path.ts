import { badUsage } from '../errors.ts';

/** Path below which the server keeps what belongs to a marketplace. */
export const marketplacePath = (slug: string): string => `/api/marketplaces/${encodeURIComponent(slug)}`;

/** A plugin of a marketplace, as it is granted: `slug/plugin`. */
export interface MarketplacePlugin {
  readonly slug: string;
  readonly plugin: string;
}

/** The plugin that was named. */
export const namedPlugin = (text: string): MarketplacePlugin => {
  const [slug = '', plugin = '', ...more] = text.split('/');
  if (slug !== '' && plugin !== '' && more.length === 0) return { slug, plugin };
  throw badUsage({
    reason: `"${text}" names no plugin of a marketplace.`,
    hint: 'Write <slug>/<plugin>, such as acme/review.',
  });
};

/** Path below which the server keeps what belongs to a plugin of a marketplace. */
export const marketplacePluginPath = ({ slug, plugin }: MarketplacePlugin): string =>
  `${marketplacePath(slug)}/plugins/${encodeURIComponent(plugin)}`;
