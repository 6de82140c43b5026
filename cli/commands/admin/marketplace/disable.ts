import type { Run } from '../../../command.ts';
import { decide } from '../../../marketplaces/decision.ts';
import { ask, confirm } from '../../../terminal/prompt.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** The kill switch of a plugin. Its reason is asked for where it was not given. */
export const run: Run = async (input, session) => {
  const given = input.text('reason');
  const reason = given ?? (await ask(session.world, { question: 'Reason', option: '--reason' }));
  await confirm(session, `Switch ${cellText(input.args[0])} off for everybody?`);
  return decide('disable', { input, session, reason });
};
