import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { appliedLines } from '../../../memory/applied.ts';
import { contentIn } from '../../../memory/item-change.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Decides about a contradiction. */
export const run: Run = async (input, session) => {
  const resolution = input.text('as');
  if (resolution === undefined)
    throw badUsage({ reason: '--as is missing.', hint: 'Say --as kept_a, kept_b, merged or both_valid.' });
  const merged_content = await contentIn(input, session.world);
  const path = `/api/memory/admin/contradictions/${encodeURIComponent(input.args[0] ?? '')}/resolve`;
  const body = {
    ...{ resolution, apply: input.on('apply') },
    ...(merged_content !== undefined && { merged_content }),
  };
  const answer = await (await session.http()).object({ method: 'POST', path, body });
  const told = `${cellText(answer['id'])} is resolved as ${cellText(answer['resolution'])}.`;
  return { data: answer, text: [told, ...appliedLines(answer['applied'])] };
};
