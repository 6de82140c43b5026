import type { Run } from '../command.ts';
import { runHostProgram } from '../programs/host.ts';

/** Runs a service in a process of its own and stays with it. */
export const run: Run = (input, session) => {
  const [name = ''] = input.args;
  const args = ['service', name, ...(input.on('once') ? ['--once'] : [])];
  return runHostProgram(session, { command: `service ${name}`, args });
};
