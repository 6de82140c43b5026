import type { Run } from '../../../command.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from '../../../json/values.ts';
import { generationIn } from '../../../plugins/path.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** What is different between two generations of the plugins. */
export const run: Run = async (input, session) => {
  const [from, to] = input.args.map(generationIn);
  const query = new URLSearchParams();
  if (from !== undefined) query.set('from', String(from));
  if (to !== undefined) query.set('to', String(to));
  const data = await (await session.http()).object({ path: `/api/admin/plugins/generations/diff?${query}` });
  const plugins = objectsOf(data['plugins']);
  const heading = `Generation ${cellText(data['from'])} → ${cellText(data['to'])}`;
  return {
    data,
    text: plugins.length > 0 ? [heading, ...plugins.flatMap(linesOf)] : [`${heading}: the same.`],
  };
};

const linesOf = (plugin: JsonObject): readonly string[] => {
  const { id, from, to } = plugin;
  const config = objectOf(plugin['config']);
  return [
    `${cellText(id)}  ${textOf(from) ?? 'none'} → ${textOf(to) ?? 'none'}`,
    ...switched(plugin, 'enabled', ['is switched on', 'is switched off']),
    ...switched(plugin, 'pinned', ['is pinned', 'is pinned no longer']),
    ...listed('capabilities', plugin['capabilities']),
    ...(config['changed'] === true && isInBoth(plugin) ? ['  settings change'] : []),
    ...listed('secrets', config['secrets']),
    ...listed('files', plugin['files']),
  ];
};

const isInBoth = ({ from, to }: JsonObject): boolean =>
  textOf(from) !== undefined && textOf(to) !== undefined;

const switched = (
  plugin: JsonObject,
  key: string,
  [on, off]: readonly [string, string],
): readonly string[] => {
  const { from, to } = objectOf(plugin[key]);
  return isInBoth(plugin) && from !== to ? [`  ${to === true ? on : off}`] : [];
};

const signs = { added: '+', removed: '-', changed: '~' } as const;

const listed = (what: string, lists: unknown): readonly string[] =>
  Object.entries(signs).flatMap(([kind, sign]) => {
    const names = objectOf(lists)[kind];
    return Array.isArray(names) ? names.map((name) => `  ${sign} ${what}: ${cellText(name)}`) : [];
  });
