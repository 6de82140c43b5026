import { rememberSignIn } from '../../account/sign-in.ts';
import type { Run } from '../../command.ts';
import { badAnswer, badUsage } from '../../errors.ts';
import { textOf } from '../../json/values.ts';
import { readPiped, readSecret } from '../../terminal/prompt.ts';
import type { World } from '../../world.ts';

const path = '/auth/bootstrap';

/** Makes somebody the first administrator, and signs them in. */
export const run: Run = async (input, session) => {
  const [email = ''] = input.args;
  const name = input.text('name');
  const { code, password } = input.on('stdin') ? await piped(session.world) : await asked(session.world);
  const server = await session.server();
  const http = await session.httpTo(server);
  const body = { email, password, setup_code: code, ...(name !== undefined && { name }) };
  const answer = await http.object({ method: 'POST', path, body });
  const token = textOf(answer['access_token']);
  if (token === undefined) throw badAnswer({ path, reason: 'it holds no token' });
  return rememberSignIn(session, { server, token, email: textOf(answer['email']) ?? email });
};

interface Secrets {
  readonly code: string;
  readonly password: string;
}

const option = '--stdin, with the setup code in the first line and the password in the second,';

const asked = async (world: World): Promise<Secrets> => {
  const wanted = { option, fromStdin: false, example: '' };
  const code = await readSecret(world, { ...wanted, question: 'Setup code' });
  const password = await readSecret(world, { ...wanted, question: 'Password to sign in with from now on' });
  return { code: code.trim(), password };
};

const piped = async (world: World): Promise<Secrets> => {
  const [code = '', password = ''] = (await readPiped(world)).split(/\r?\n/);
  if (code.trim() !== '' && password !== '') return { code: code.trim(), password };
  throw badUsage({
    reason: 'Two lines have to come in on stdin: the setup code, then the password.',
    hint: 'Example: agnes setup bootstrap you@example.com --stdin < secrets.txt',
  });
};
