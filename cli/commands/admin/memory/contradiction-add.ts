import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Writes down that two items cannot both hold. */
export const run: Run = async (input, session) => {
  const [item_a_id, item_b_id] = input.args;
  const [explanation, severity] = [input.text('explanation'), input.text('severity')];
  if (explanation === undefined)
    throw badUsage({ reason: '--explanation is missing.', hint: 'Say why they cannot both hold.' });
  const body = { item_a_id, item_b_id, explanation, ...(severity !== undefined && { severity }) };
  const http = await session.http();
  const answer = await http.object({ method: 'POST', path: '/api/memory/admin/contradictions', body });
  return { data: answer, text: [`${cellText(answer['id'])} is written down.`] };
};
