import { runAuthorProgram } from '../author-program.ts';
import type { Run } from '../command.ts';

/** Makes the archive of a plugin. */
export const run: Run = (input, session) => {
  const [folder = '.'] = input.args;
  return runAuthorProgram(session, 'pack', { folder, out: input.text('out') });
};
