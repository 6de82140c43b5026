import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';

/** Starts the server and stays with it. */
export const run: Run = (input, session) =>
  runHostProgram(session, {
    command: 'server start',
    args: ['serve', ...(input.on('safe-mode') ? ['--safe-mode'] : [])],
  });
