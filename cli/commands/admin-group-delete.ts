import type { Run } from '../command.ts';
import { findGroup, groupPath } from '../find-group.ts';
import { confirm } from '../prompt.ts';
import { safeText } from '../safe-text.ts';

/** Deletes a group; its members lose what it was granted. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const group = await findGroup(http, input.args[0] ?? '');
  const name = safeText(group.name);
  await confirm(session, `Delete the group ${name} with its grants?`);
  await http.json({ method: 'DELETE', path: groupPath(group) });
  return { data: { ...group, removed: true }, text: [`The group ${name} is deleted.`] };
};
