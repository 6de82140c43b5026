import { join } from 'node:path';
import type { Session } from '../session/session.ts';
import { SkillKeeper } from '../skills/keeper.ts';
import { offeredPlugins } from '../skills/offered.ts';
import type { Step } from './step.ts';

/** Brings the skills that somebody is granted and has not switched off, and takes out those that are not any more. */
export const bringSkills = async (session: Session): Promise<Step> => {
  const http = await session.http();
  const offered = await offeredPlugins(http);
  const on = offered.filter(({ isOn }) => isOn);
  const folder = join(await session.workspace(), '.claude', 'skills');
  await using keeper = await SkillKeeper.over(folder, session);
  if (on.length === 0 && Object.keys(keeper.state.plugins).length === 0) {
    return { step: 'marketplace', state: 'skipped', detail: 'you are granted no plugin that is on' };
  }
  await keeper.belongTo(http.server, { isAll: true });
  await keeper.prune(offered);
  for (const plugin of on) await keeper.bring(http, plugin);
  const changed = keeper.report.changes.filter(({ action }) => action !== 'unchanged');
  const detail = `${on.length} plugins, ${changed.length} of them new`;
  return { step: 'marketplace', state: changed.length > 0 ? 'changed' : 'unchanged', detail };
};
