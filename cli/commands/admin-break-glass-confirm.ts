import type { Run } from '../command.ts';
import { findUser } from '../find-user.ts';
import { confirm } from '../prompt.ts';
import { safeText } from '../safe-text.ts';

/** Makes an administrator by break-glass one for good. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const email = safeText(user.email);
  await confirm(session, `Leave ${email} an administrator?`);
  const path = `/api/admin/break-glass/${encodeURIComponent(user.id)}/confirm`;
  const person = await http.object({ method: 'POST', path, body: {} });
  return { data: { person }, text: [`${email} stays an administrator.`] };
};
