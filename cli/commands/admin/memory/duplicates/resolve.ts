import type { Run } from '../../../../command.ts';
import { badUsage } from '../../../../errors.ts';
import { appliedLines } from '../../../../memory/applied.ts';
import { cellText } from '../../../../terminal/text-table.ts';

/** Decides about a likely duplicate. */
export const run: Run = async (input, session) => {
  const [item_a_id = '', item_b_id = ''] = input.args;
  const resolution = input.text('as');
  if (resolution === undefined)
    throw badUsage({ reason: '--as is missing.', hint: 'Say --as duplicate, different or dismissed.' });
  const query = new URLSearchParams({ item_a_id, item_b_id });
  const path = `/api/memory/admin/duplicate-candidates/resolve?${query}`;
  const answer = await (await session.http()).object({ method: 'POST', path, body: { resolution } });
  const told = `Resolved as ${cellText(answer['resolution'])}.`;
  return { data: answer, text: [told, ...appliedLines(answer['applied'])] };
};
