import type { Run } from '../../../command.ts';
import { itemChange } from '../../../memory/item-change.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Changes one item. */
export const run: Run = async (input, session) => {
  const path = `/api/memory/admin/${encodeURIComponent(input.args[0] ?? '')}`;
  const body = await itemChange(input, session.world);
  const answer = await (await session.http()).object({ method: 'PATCH', path, body });
  const { id, updated } = answer;
  const fields = Array.isArray(updated) ? updated.map(cellText).join(', ') : '';
  return { data: answer, text: [`${cellText(id)} is changed: ${fields}.`] };
};
