import type { Run } from '../../command.ts';
import { runAuthorProgram } from '../../programs/author.ts';

/** Makes the archive of a plugin. */
export const run: Run = (input, session) => {
  const [folder = '.'] = input.args;
  return runAuthorProgram(session, 'pack', { folder, out: input.text('out') });
};
