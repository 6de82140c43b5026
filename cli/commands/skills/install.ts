import type { Run } from '../../command.ts';
import { skillsFolder } from '../../skills/installed.ts';
import { SkillKeeper } from '../../skills/keeper.ts';
import { nothingGranted } from '../../skills/lacks.ts';
import { offeredPlugins, pickedPlugins } from '../../skills/offered.ts';
import { reportOutcome } from '../../skills/report-outcome.ts';

/** Brings skills. One that cannot be brought ends it; what came before stays. */
export const run: Run = async (input, session) => {
  const isAll = input.on('all');
  const http = await session.http();
  const offered = await offeredPlugins(http);
  const picked = pickedPlugins(offered, { names: input.args, isAll });
  const folder = await skillsFolder(input, session);
  await using keeper = await SkillKeeper.over(folder, session);
  await keeper.belongTo(http.server, { isAll: isAll || keeper.state.isAll });
  await keeper.prune(offered);
  for (const plugin of picked) await keeper.bring(http, plugin);
  return reportOutcome(folder, keeper.report, offered.length === 0 ? nothingGranted : allOff);
};

const allOff = 'Every plugin that you are granted is switched off; agnes skills list shows them.';
