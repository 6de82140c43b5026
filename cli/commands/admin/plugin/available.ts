import type { Run } from '../../../command.ts';
import { type JsonObject, objectsOf } from '../../../json/values.ts';
import { marketplacePath } from '../../../marketplaces/path.ts';
import { textTable } from '../../../terminal/text-table.ts';

const titles = ['plugin', 'version', 'marketplace', 'installed'];

/** Plugins that the registered marketplaces offer and this server has not, or has in another version. */
export const run: Run = async (_input, session) => {
  const http = await session.http();
  const installed = objectsOf((await http.object({ path: '/api/admin/plugins' }))['plugins']);
  const marketplaces = objectsOf((await http.object({ path: '/api/marketplaces' }))['marketplaces']);
  const offered: JsonObject[] = [];
  for (const { id: slug } of marketplaces) {
    const path = `${marketplacePath(String(slug))}/host-plugins`;
    for (const plugin of objectsOf(await http.json({ path }))) offered.push({ ...plugin, marketplace: slug });
  }
  const plugins = offered.flatMap((plugin): readonly JsonObject[] => {
    const here = installed.find(({ id }) => id === plugin['id']);
    return here?.['version'] === plugin['version']
      ? []
      : [{ ...plugin, installed: here?.['version'] ?? null }];
  });
  const rows = plugins.map((plugin) => titles.map((title) => plugin[title === 'plugin' ? 'id' : title]));
  if (marketplaces.length === 0)
    session.out.note('No marketplace is registered: agnes admin marketplace add.');
  return {
    data: { plugins },
    text: textTable(
      titles.map((title) => ({ title })),
      rows,
      session.out.width,
    ),
  };
};
