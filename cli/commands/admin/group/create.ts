import type { Run } from '../../../command.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Makes a group, empty and without grants. */
export const run: Run = async (input, session) => {
  const [name = ''] = input.args;
  const description = input.text('description');
  const body = { name, ...(description !== undefined && { description }) };
  const http = await session.http();
  const group = await http.object({ method: 'POST', path: '/api/admin/groups', body });
  return { data: { group }, text: [`${cellText(group['name'])} is made as ${cellText(group['id'])}.`] };
};
