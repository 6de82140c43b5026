import type { Run } from '../../command.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Says whether an item of the caller is about its author alone. */
export const run: Run = async (input, session) => {
  const path = `/api/memory/${encodeURIComponent(input.args[0] ?? '')}/personal`;
  const body = { is_personal: !input.on('off') };
  const answer = await (await session.http()).object({ method: 'POST', path, body });
  const text = `${cellText(answer['id'])} is ${answer['is_personal'] === true ? '' : 'not '}personal.`;
  return { data: answer, text: [text] };
};
