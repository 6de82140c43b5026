import type { Run } from '../../command.ts';
import { readInstalled, skillsFolder } from '../../skills/installed.ts';
import { lackLines, nothingGranted } from '../../skills/lacks.ts';
import { offeredPlugins } from '../../skills/offered.ts';
import { textTable } from '../../terminal/text-table.ts';

const titles = ['plugin', 'name', 'version', 'tier', 'on', 'here', 'description'];

/** What somebody is granted, beside what is here. */
export const run: Run = async (input, session) => {
  const offered = await offeredPlugins(await session.http());
  const folder = await skillsFolder(input, session);
  const { server, plugins: here } = await readInstalled(folder);
  const known = server === (await session.server()) ? here : {};
  const plugins = offered.map(({ id, told }) => ({ id, ...told, installed: known[id]?.version ?? null }));
  const rows = offered.map(({ id, name, version, isOn, told }) => [
    id,
    name,
    version,
    told['tier'],
    isOn ? 'yes' : 'no',
    known[id]?.version ?? 'no',
    told['description'],
  ]);
  const columns = titles.map((title) => ({ title }));
  const table = rows.length > 0 ? textTable(columns, rows, session.out.width) : [nothingGranted];
  return { data: { folder, plugins }, text: [...table, ...offered.flatMap(lackLines)] };
};
