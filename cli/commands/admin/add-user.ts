import type { Run } from '../../command.ts';
import { textOf } from '../../json/values.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Adds a user; an invitation is also shown, for those whom mail does not reach. */
export const run: Run = async (input, session) => {
  const [email = ''] = input.args;
  const name = input.text('name') ?? email.slice(0, Math.max(0, email.lastIndexOf('@')));
  const body = { email, name, send_invite: input.on('invite') };
  const http = await session.http();
  const user = await http.object({ method: 'POST', path: '/api/users', body });
  const invite = textOf(user['invite_url']);
  return {
    data: { user },
    text: [
      `${cellText(user['email'])} is added, in no group yet.`,
      ...(invite === undefined ? [] : [`${sent(user['invite_email_sent'])} ${cellText(invite)}`]),
    ],
  };
};

const sent = (isSent: unknown): string =>
  isSent === true ? 'The invitation is mailed:' : 'No mail was sent; pass on the invitation:';
