import { defineError } from '@agnes/sdk/errors';
import { findGroup, groupPath, membersOf } from '../../../admin/find-group.ts';
import { sameEmail } from '../../../admin/find-user.ts';
import type { Run } from '../../../command.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';

const notAMember = defineError<{ user: string; group: string }>({
  code: 'member_not_found',
  kind: 'not_found',
  message: ({ user, group }) => `"${user}" is not in the group ${group}.`,
  hint: ({ group }) => `agnes admin group members "${group}" shows who is.`,
});

/** Takes a user out of a group. */
export const run: Run = async (input, session) => {
  const [wanted = '', user = ''] = input.args;
  const http = await session.http();
  const group = await findGroup(http, wanted);
  const members = await membersOf(http, group);
  const member = members.find(({ user_id: id, email }) => id === user || sameEmail(String(email), user));
  if (!member) throw notAMember({ user, group: group.name });
  const [email, name] = [safeText(String(member['email'])), safeText(group.name)];
  await confirm(session, `Take ${email} out of ${name}?`);
  const id = encodeURIComponent(String(member['user_id']));
  await http.json({ method: 'DELETE', path: `${groupPath(group)}/members/${id}` });
  return { data: { group, member, removed: true }, text: [`${email} is no longer in ${name}.`] };
};
