import { findUser, userPath } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Deletes a user. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const email = safeText(user.email);
  await confirm(session, `Delete ${email} with sessions, tokens and memberships?`);
  await http.json({ method: 'DELETE', path: userPath(user) });
  return { data: { id: user.id, email: user.email, removed: true }, text: [`${email} is deleted.`] };
};
