import { findUser, userPath } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Signs a user out everywhere; tokens stay. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const email = safeText(user.email);
  await confirm(session, `Sign ${email} out everywhere?`);
  await http.json({ method: 'DELETE', path: `${userPath(user)}/sessions` });
  return { data: { id: user.id, email: user.email }, text: [`${email} is signed out everywhere.`] };
};
