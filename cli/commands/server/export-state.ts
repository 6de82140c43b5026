import { resolve } from 'node:path';
import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';

/** Brings the state into a file, on the server, whether the host runs or not. */
export const run: Run = (input, session) => {
  const file = resolve(session.world.cwd, input.args[0] ?? '');
  return runHostProgram(session, { command: 'server export-state', args: ['state-export', file] });
};
