import { deviceLogin } from '../../account/device-login.ts';
import { rememberSignIn } from '../../account/sign-in.ts';
import type { Outcome, Run } from '../../command.ts';
import { answerMissing, badAnswer, badUsage } from '../../errors.ts';
import { textOf } from '../../json/values.ts';
import type { Session } from '../../session/session.ts';
import { readSecret } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { trustServer } from '../../trust/trust-server.ts';

/** Signs in, through the browser unless an address is given, and remembers token and server. */
export const run: Run = async (input, session) => {
  const email = input.text('email');
  const fromStdin = input.on('password-stdin');
  // Whoever pipes a password in does not mean the browser.
  if (email === undefined && fromStdin)
    throw answerMissing({ question: 'E-mail', option: '--email ADDRESS' });
  await trustServer(session, input.text('ca-file'));
  if (email !== undefined) return passwordLogin(session, email, fromStdin);
  const server = await session.server();
  const http = await session.httpTo(server);
  const token = await deviceLogin(session, http, { withBrowser: !input.on('no-browser') });
  return rememberSignIn(session, { server, token });
};

const passwordLogin = async (session: Session, email: string, fromStdin: boolean): Promise<Outcome> => {
  const server = await session.server();
  if (email === '') {
    throw badUsage({
      reason: '--email is empty.',
      hint: 'Example: agnes auth login --email you@example.com',
    });
  }
  if (fromStdin) await session.checkServerChosen('The password');
  const password = await readSecret(session.world, {
    // A folder may have chosen the server.
    question: `Password of ${safeText(email)} at ${server}`,
    option: '--password-stdin and pipe the password in',
    fromStdin,
    example: 'agnes auth login --email you@example.com --password-stdin < password.txt',
  });
  const http = await session.httpTo(server);
  const answer = await http.object({ method: 'POST', path: '/auth/token', body: { email, password } });
  const token = textOf(answer['access_token']);
  if (token === undefined) throw badAnswer({ path: '/auth/token', reason: 'it holds no token' });
  return rememberSignIn(session, { server, token, email: textOf(answer['email']) ?? email });
};
