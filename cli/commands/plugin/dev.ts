import { resolve } from 'node:path';
import type { Run } from '../../command.ts';
import { runHostProgram } from '../../programs/host.ts';

/** Runs a host of its own with a plugin under development and stays with it. */
export const run: Run = (input, session) => {
  const folder = resolve(session.world.cwd, input.args[0] ?? '.');
  const port = input.integer('port', { min: 1, max: 65_535 });
  return runHostProgram(session, {
    command: 'plugin dev',
    withoutInstance: true,
    args: ['plugin-dev', folder, ...(port === undefined ? [] : [String(port)])],
  });
};
