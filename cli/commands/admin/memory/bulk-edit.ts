import type { Run } from '../../../command.ts';
import { idsOf } from '../../../memory/ids.ts';
import { itemChange } from '../../../memory/item-change.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Changes several items alike. */
export const run: Run = async (input, session) => {
  const body = { item_ids: idsOf(input), updates: await itemChange(input, session.world) };
  if (input.on('dry-run'))
    return {
      data: { dry_run: true, ...body },
      text: [`${body.item_ids.length} items would get ${cellText(body.updates)}.`],
    };
  const http = await session.http();
  const answer = await http.object({ method: 'POST', path: '/api/memory/admin/bulk-update', body });
  const count = (field: string): number => {
    const value = answer[field];
    return Array.isArray(value) ? value.length : 0;
  };
  return { data: answer, text: [`${count('updated')} changed, ${count('not_found')} not found.`] };
};
