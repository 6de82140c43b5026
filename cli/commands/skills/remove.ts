import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { noSkillsOf } from '../../skills/errors.ts';
import { skillsFolder } from '../../skills/installed.ts';
import { SkillKeeper } from '../../skills/keeper.ts';
import { reportOutcome } from '../../skills/report-outcome.ts';

/** Removes skills that were brought here; local edits stay beside them. */
export const run: Run = async (input, session) => {
  const isAll = input.on('all');
  if (isAll === input.args.length > 0) {
    const hint = 'Example: agnes skills remove acme/review, or agnes skills remove --all';
    throw badUsage({ reason: 'Name plugins, or give --all.', hint });
  }
  const folder = await skillsFolder(input, session);
  await using keeper = await SkillKeeper.over(folder, session);
  const { server, plugins } = keeper.state;
  const here = Object.keys(plugins);
  const ids = isAll ? here : input.args.map((name) => idOf(name, here) ?? name);
  const unknown = ids.find((id) => !here.includes(id));
  if (unknown !== undefined) throw noSkillsOf({ plugin: unknown, folder });
  // What is taken out by hand must not come back with the next update.
  await keeper.belongTo(server, { isAll: false });
  for (const id of ids) await keeper.remove(id);
  return reportOutcome(folder, keeper.report);
};

/** Without its marketplace a name will do where only one plugin here has it. */
const idOf = (name: string, here: readonly string[]): string | undefined => {
  if (here.includes(name)) return name;
  const [id, ...others] = here.filter((one) => one.endsWith(`/${name}`));
  return others.length === 0 ? id : undefined;
};
