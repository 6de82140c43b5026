import { findUser, userPath } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Makes a link for a new password; the old one works until it is used. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const user = await findUser(http, input.args[0] ?? '');
  const answer = await http.object({ method: 'POST', path: `${userPath(user)}/reset-password`, body: {} });
  const how =
    answer['email_sent'] === true ? 'The link is mailed to' : 'No mail was sent; pass on this link to';
  return {
    data: { id: user.id, email: user.email, ...answer },
    text: [`${how} ${safeText(user.email)}: ${cellText(answer['reset_url'])}`],
  };
};
