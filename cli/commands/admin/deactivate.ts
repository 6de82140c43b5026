import { findUser, userPath } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Switches a user off; every session of theirs ends. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const email = safeText(user.email);
  await confirm(session, `Keep ${email} out?`);
  const changed = await http.object({ method: 'POST', path: `${userPath(user)}/deactivate`, body: {} });
  return { data: { user: changed }, text: [`${email} is deactivated.`] };
};
