import type { Run } from '../../../command.ts';
import { type JsonObject, objectOf, objectsOf } from '../../../json/values.ts';
import { marketplacePath } from '../../../marketplaces/path.ts';
import { textTable } from '../../../terminal/text-table.ts';

const titles = ['plugin', 'listed', 'state', 'scan', 'served', 'groups', 'listing', 'what is wrong'];

/** The plugins of a marketplace, and what waits for a decision. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const plugins = objectsOf(await http.json({ path: `${marketplacePath(input.args[0] ?? '')}/plugins` }));
  const columns = titles.map((title) => ({ title }));
  return { data: { plugins }, text: textTable(columns, plugins.map(rowOf), session.out.width) };
};

const rowOf = (plugin: JsonObject): readonly unknown[] => {
  const versions = objectsOf(plugin['versions']);
  const versionOf = (id: unknown) => objectOf(versions.find((version) => version['id'] === id));
  const listed = versionOf(plugin['listed_id']);
  const { required, optional } = objectOf(plugin['tiers']);
  return [
    plugin['name'],
    listed['version'],
    listed['state'],
    listed['verdict'],
    versionOf(plugin['served_id'])['version'] ?? 'none',
    `${required} required, ${optional} optional`,
    plugin['disabled'] === null ? plugin['listing'] : 'switched off',
    faultOf(plugin, listed),
  ];
};

const faultOf = (plugin: JsonObject, listed: JsonObject): string =>
  [
    objectOf(plugin['disabled'])['reason'],
    listed['reason'],
    listed['version_reused'] === true ? 'the same version had other content before' : undefined,
    ...objectsOf(plugin['findings']).map(({ what }) => what),
  ]
    .filter(Boolean)
    .join('; ');
