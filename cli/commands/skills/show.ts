import type { Run } from '../../command.ts';
import { fetchPlugin } from '../../skills/archive.ts';
import { lackLines } from '../../skills/lacks.ts';
import { offeredAs, offeredPlugins } from '../../skills/offered.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { cellText } from '../../terminal/text-table.ts';

/** The skills of a plugin as they are served; nothing is written. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const plugin = offeredAs(await offeredPlugins(http), input.args[0] ?? '');
  const files = await fetchPlugin(http, plugin);
  const skills = files.flatMap(({ path, content }) => {
    const name = /^skills\/([^/]+)\/SKILL\.md$/.exec(path)?.[1];
    return name === undefined ? [] : [{ name, text: content.toString('utf8') }];
  });
  return {
    data: { plugin: { id: plugin.id, ...plugin.told }, skills, files: files.map(({ path }) => path) },
    text: [
      `${cellText(plugin.id)} ${cellText(plugin.version)}: ${skills.length} skill${skills.length === 1 ? '' : 's'} in ${files.length} files.`,
      ...lackLines(plugin),
      ...skills.flatMap(({ name, text }) => ['', `── ${safeText(name)}`, ...text.split('\n').map(safeText)]),
    ],
  };
};
