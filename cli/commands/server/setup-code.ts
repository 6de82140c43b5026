import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';

/** Prints a new setup code, on the server, while the host is stopped. */
export const run: Run = (_input, session) =>
  runHostProgram(session, { command: 'server setup-code', args: ['setup-code'] });
