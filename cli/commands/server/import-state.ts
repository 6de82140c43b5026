import { resolve } from 'node:path';
import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';
import { confirmAlways } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Takes a file for the state, on the server, while the host is stopped. */
export const run: Run = async (input, session) => {
  const file = resolve(session.world.cwd, input.args[0] ?? '');
  await confirmAlways(session, `Replace the state of this server by ${safeText(file)}?`);
  return runHostProgram(session, { command: 'server import-state', args: ['state-import', file] });
};
