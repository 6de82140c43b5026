import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';

/** Checks the configuration without starting anything. */
export const run: Run = (_input, session) =>
  runHostProgram(session, { command: 'config check', args: ['config-check'] });
