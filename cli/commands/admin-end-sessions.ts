import type { Run } from '../command.ts';
import { findUser, userPath } from '../find-user.ts';
import { confirm } from '../prompt.ts';
import { safeText } from '../safe-text.ts';

/** Signs a user out everywhere; tokens stay. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const email = safeText(user.email);
  await confirm(session, `Sign ${email} out everywhere?`);
  await http.json({ method: 'DELETE', path: `${userPath(user)}/sessions` });
  return { data: { id: user.id, email: user.email }, text: [`${email} is signed out everywhere.`] };
};
