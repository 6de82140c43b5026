import type { Outcome } from '../command.ts';
import { cellText } from '../terminal/text-table.ts';
import type { SkillReport } from './keeper.ts';

/** What was done, for programs and for people. */
export const reportOutcome = (
  folder: string,
  { changes, kept }: SkillReport,
  nothing = 'Nothing to do.',
): Outcome => ({
  data: { folder, changes, kept },
  text: [
    ...changes.map(({ plugin, action, version }) => `${cellText(plugin)}  ${action}  ${cellText(version)}`),
    ...kept.map((path) => `Your edit is kept as ${cellText(path)}`),
    ...(changes.length === 0 ? [nothing] : []),
  ],
});
