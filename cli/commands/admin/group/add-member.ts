import { findGroup, groupPath } from '../../../admin/find-group.ts';
import type { Run } from '../../../command.ts';
import { safeText } from '../../../terminal/safe-text.ts';

/** Puts a user into a group. */
export const run: Run = async (input, session) => {
  const [wanted = '', email = ''] = input.args;
  const http = await session.http();
  const group = await findGroup(http, wanted);
  const path = `${groupPath(group)}/members`;
  const member = await http.object({ method: 'POST', path, body: { email } });
  return { data: { group, member }, text: [`${safeText(email)} is in ${safeText(group.name)}.`] };
};
