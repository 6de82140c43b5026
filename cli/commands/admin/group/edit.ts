import { findGroup, groupPath } from '../../../admin/find-group.ts';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Calls a group otherwise, or describes it anew; members and grants stay. */
export const run: Run = async (input, session) => {
  const [name, description] = [input.text('name'), input.text('description')];
  if (name === undefined && description === undefined) {
    throw badUsage({
      reason: 'Nothing is to change.',
      hint: 'Example: agnes admin group edit Sales --description "Everybody who sells"',
    });
  }
  const http = await session.http();
  const found = await findGroup(http, input.args[0] ?? '');
  const body = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
  const group = await http.object({ method: 'PATCH', path: groupPath(found), body });
  return { data: { group }, text: [`${cellText(group['name'])} is changed.`] };
};
