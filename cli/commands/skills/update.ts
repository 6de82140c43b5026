import type { Run } from '../../command.ts';
import { skillsFolder } from '../../skills/installed.ts';
import { SkillKeeper } from '../../skills/keeper.ts';
import { nothingGranted } from '../../skills/lacks.ts';
import { offeredPlugins } from '../../skills/offered.ts';
import { reportOutcome } from '../../skills/report-outcome.ts';

/** Renews what is here. After `install --all` that includes what was granted since. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const offered = await offeredPlugins(http);
  const folder = await skillsFolder(input, session);
  await using keeper = await SkillKeeper.over(folder, session);
  const { isAll, plugins } = keeper.state;
  await keeper.belongTo(http.server, { isAll });
  await keeper.prune(offered);
  for (const plugin of offered)
    if (plugin.isOn && (isAll || plugin.id in plugins)) await keeper.bring(http, plugin);
  return reportOutcome(folder, keeper.report, offered.length === 0 ? nothingGranted : noneHere);
};

const noneHere = 'No skills are here to renew. Bring them with: agnes skills install --all';
