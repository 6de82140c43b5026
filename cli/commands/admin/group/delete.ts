import { findGroup, groupPath } from '../../../admin/find-group.ts';
import type { Run } from '../../../command.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';

/** Deletes a group; its members lose what it was granted. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const group = await findGroup(http, input.args[0] ?? '');
  const name = safeText(group.name);
  await confirm(session, `Delete the group ${name} with its grants?`);
  await http.json({ method: 'DELETE', path: groupPath(group) });
  return { data: { ...group, removed: true }, text: [`The group ${name} is deleted.`] };
};
