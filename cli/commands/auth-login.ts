import type { Run } from '../command.ts';
import { answerMissing, badAnswer, badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { isoUtc } from '../iso-utc.ts';
import { numberOf, textOf } from '../json-values.ts';
import { ask, askSecret, readPiped } from '../prompt.ts';
import { safeText } from '../safe-text.ts';
import { saveServer } from '../settings.ts';
import { claimsOf } from '../token-file.ts';
import type { World } from '../world.ts';

/** Signs in with a password and remembers token and server. */
export const run: Run = async (input, session) => {
  const { world, configFolder, tokenFile } = session;
  const server = await session.server();
  const email = await emailOf(input, world);
  const password = await passwordOf(input, world);
  const http = await session.httpTo(server);
  const answer = await http.object({ method: 'POST', path: '/auth/token', body: { email, password } });
  const token = textOf(answer['access_token']);
  if (token === undefined) throw badAnswer({ path: '/auth/token', reason: 'it holds no token' });
  const expires = expiryOf(token);
  const account = textOf(answer['email']) ?? email;
  await tokenFile.write(
    { access_token: token, email: account, server, ...(expires !== undefined && { expires_at: expires }) },
    world.pid,
  );
  await saveServer(configFolder, server, world.pid);
  if (world.env['AGNES_TOKEN']) session.out.note('AGNES_TOKEN is set and is used instead of this token.');
  return {
    data: { server, email: account, expires_at: expires ?? null },
    text: [`Signed in to ${server} as ${safeText(account)}.`],
  };
};

const emailOf = (input: Input, world: World): string | Promise<string> => {
  const email = input.text('email');
  if (email !== undefined) return email;
  const asked = { question: 'E-mail', option: '--email ADDRESS' };
  // Stdin already carries the password, so it cannot answer a question.
  if (input.on('password-stdin')) throw answerMissing(asked);
  return ask(world, asked);
};

const passwordOf = async (input: Input, world: World): Promise<string> => {
  if (!input.on('password-stdin')) {
    return askSecret(world, { question: 'Password', option: '--password-stdin and pipe the password in' });
  }
  const [password = ''] = (await readPiped(world)).split(/\r?\n/);
  if (password === '') {
    throw badUsage({
      reason: 'No password came in on stdin.',
      hint: 'Example: agnes auth login --email you@example.com --password-stdin < password.txt',
    });
  }
  return password;
};

const expiryOf = (token: string): string | undefined => {
  const seconds = numberOf(claimsOf(token)['exp']);
  return seconds === undefined ? undefined : isoUtc(seconds * 1000);
};
