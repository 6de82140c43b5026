import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { readPiped, readSecret } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';
import type { World } from '../../../world.ts';

/** Stores a secret. Its value is never an argument: those are seen by everybody on the machine. */
export const run: Run = async (input, session) => {
  const [name = ''] = input.args;
  const [env, hosts] = [input.text('env'), input.texts('host')];
  const isWanted = input.on('stdin') || (env === undefined && hosts.length === 0);
  const value = isWanted ? await valueFor(session.world, input.on('stdin')) : undefined;
  const http = await session.http();
  const data = await http.object({
    method: 'PUT',
    path: `/api/admin/secrets/${encodeURIComponent(name)}`,
    body: {
      ...(value !== undefined && { value }),
      ...(env !== undefined && { env_name: env }),
      ...(hosts.length > 0 && { bound_hosts: hosts }),
    },
  });
  const bound = Array.isArray(data['bound_hosts']) ? data['bound_hosts'].map(String) : [];
  const to = bound.length > 0 ? `bound to ${bound.join(', ')}` : 'bound to no host yet: add --host <host>';
  return { data, text: [safeText(`${name} is stored, ${to}.`)] };
};

const valueFor = async (world: World, isPiped: boolean): Promise<string> => {
  const example = 'agnes admin secret set API_TOKEN --host api.example.com --stdin < token.txt';
  const wanted = { question: 'Value', option: '--stdin', fromStdin: false, example };
  if (!isPiped && world.stdin.isTTY) return await readSecret(world, wanted);
  // A key may have several lines; the line break at the end is that of the file.
  const value = (await readPiped(world)).replace(/\r?\n$/, '');
  if (value !== '') return value;
  throw badUsage({ reason: 'No value came in on stdin.', hint: `Example: ${example}` });
};
