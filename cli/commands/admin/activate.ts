import { findUser, userPath } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Switches a user on again. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const changed = await http.object({ method: 'POST', path: `${userPath(user)}/activate`, body: {} });
  return { data: { user: changed }, text: [`${safeText(user.email)} is active.`] };
};
