import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';

/** Brings the database to the version of this host, as its next start would, or says what that would do. */
export const run: Run = (input, session) =>
  runHostProgram(session, {
    command: 'server migrate',
    args: ['state-migrate', ...(input.on('plan') ? ['--plan'] : [])],
  });
