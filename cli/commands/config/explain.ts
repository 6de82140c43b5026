import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';

/** Says what settings mean, one or all. */
export const run: Run = (input, session) =>
  runHostProgram(session, { command: 'config explain', args: ['config-explain', ...input.args] });
