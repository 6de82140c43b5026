import { badUsage } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { objectsOf } from '../json/values.ts';
import { type MarketplacePlugin, marketplacePath } from './path.ts';

/** The id of the version that is called so, or whose id begins so; what is nobody's is left to the server. */
export const versionIdOf = async (
  http: HttpClient,
  { slug, plugin }: MarketplacePlugin,
  wanted: string,
): Promise<string> => {
  const plugins = objectsOf(await http.json({ path: `${marketplacePath(slug)}/plugins` }));
  const versions = objectsOf(plugins.find(({ name }) => name === plugin)?.['versions']);
  const found = versions
    .filter(({ id, version }) => version === wanted || String(id).startsWith(wanted))
    .map(({ id }) => String(id));
  if (found.length < 2) return found[0] ?? wanted;
  const hint = `Give one of: ${found.join(', ')}`;
  throw badUsage({ reason: `"${wanted}" is that of several versions.`, hint });
};
