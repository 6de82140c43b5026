import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import type { Input } from '../../input.ts';
import { runHostProgram } from '../../programs/host.ts';
import { confirmAlways } from '../../terminal/prompt.ts';

/** Goes back to a state that was kept, on the server, while the host is stopped; without an option it lists them. */
export const run: Run = async (input, session) => {
  const point = pointOf(input);
  if (point.length > 0)
    await confirmAlways(session, `Replace the state of this server by ${point.join(' ')}?`);
  return runHostProgram(session, { command: 'server restore-state', args: ['state-restore', ...point] });
};

const pointOf = (input: Input): readonly string[] => {
  const backup = input.text('backup');
  const version = input.integer('version', { min: 1, max: 9999 });
  if (backup !== undefined && version !== undefined) {
    throw badUsage({ reason: '--version and --backup are two states.', hint: 'Give one of them.' });
  }
  if (version !== undefined) return ['version', String(version)];
  return backup === undefined ? [] : ['backup', backup];
};
