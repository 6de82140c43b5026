import type { Run } from '../../../command.ts';
import { type JsonObject, objectOf, objectsOf } from '../../../json/values.ts';
import { pluginPath } from '../../../plugins/path.ts';
import { cellText, textTable } from '../../../terminal/text-table.ts';

const versionColumns = ['version', 'generation', 'status', 'outcome'].map((title) => ({ title }));

/** All that is known of one plugin. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const data = await (await session.http()).object({ path: pluginPath(id) });
  const versions = objectsOf(data['versions']).map(({ version, generation, status, outcome }) => [
    version,
    generation,
    status,
    outcome,
  ]);
  return {
    data,
    text: [
      ...fieldLines(data),
      ...objectsOf(data['capabilities']).map(
        ({ name, why, granted }) =>
          `${granted === true ? 'may    ' : 'may not'}  ${cellText(name)} (${cellText(why)})`,
      ),
      ...objectsOf(data['errors']).map(
        ({ message, count, last_at: at }) =>
          `failed ${cellText(count)}×, last ${cellText(at)}: ${cellText(message)}`,
      ),
      ...(versions.length > 0 ? textTable(versionColumns, versions, session.out.width) : []),
    ],
  };
};

const fieldLines = (plugin: JsonObject): readonly string[] => {
  const { confinement, source, tables, config } = plugin;
  const { url, path, commit } = objectOf(source);
  const fields = {
    plugin: plugin['id'],
    name: plugin['display_name'],
    version: plugin['version'],
    state: plugin['state'],
    since: plugin['since'],
    reason: plugin['reason'],
    next: plugin['next_action'],
    trust: plugin['trust'],
    runs: objectOf(confinement)['note'],
    from: [url, path, commit].filter(Boolean).map(cellText).join(' '),
    tables: Array.isArray(tables) ? tables.map(cellText).join(', ') : '',
    ...Object.fromEntries(
      Object.entries(objectOf(config)).map(([key, value]) => [`setting ${key}`, JSON.stringify(value)]),
    ),
  };
  const shown = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const room = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${cellText(name).padEnd(room)}  ${cellText(value)}`);
};
