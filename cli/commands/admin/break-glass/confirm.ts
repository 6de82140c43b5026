import { findUser } from '../../../admin/find-user.ts';
import type { Run } from '../../../command.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';

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
