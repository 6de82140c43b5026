import { rememberSignIn } from '../../account/sign-in.ts';
import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { readSecret } from '../../terminal/prompt.ts';

/** Remembers a token, once the server has taken it. */
export const run: Run = async (input, session) => {
  const server = await session.server();
  await session.checkServerChosen('The token');
  const token = await readSecret(session.world, {
    question: 'Token',
    option: '--token-stdin and pipe the token in',
    fromStdin: input.on('token-stdin'),
    example: 'agnes auth import-token --token-stdin < token.txt',
  });
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw badUsage({
      reason: 'What came in is no token: it holds spaces or other characters that no token has.',
      hint: 'Copy the token again, all of it and nothing else.',
    });
  }
  if (!input.on('skip-verify'))
    await (await session.httpTo(server, token)).json({ path: '/api/catalog/tables' });
  return rememberSignIn(session, { server, token, email: input.text('email') });
};
