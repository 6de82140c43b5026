import type { Run } from '../command.ts';
import { findUser, userPath } from '../find-user.ts';
import { confirm } from '../prompt.ts';
import { safeText } from '../safe-text.ts';

/** Switches a user off; every session of theirs ends. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const email = safeText(user.email);
  await confirm(session, `Keep ${email} out?`);
  const changed = await http.object({ method: 'POST', path: `${userPath(user)}/deactivate`, body: {} });
  return { data: { user: changed }, text: [`${email} is deactivated.`] };
};
