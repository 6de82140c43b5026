import type { Run } from '../command.ts';
import { findUser, userPath } from '../find-user.ts';
import { safeText } from '../safe-text.ts';

/** Switches a user on again. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const changed = await http.object({ method: 'POST', path: `${userPath(user)}/activate`, body: {} });
  return { data: { user: changed }, text: [`${safeText(user.email)} is active.`] };
};
