import type { Run } from '../../command.ts';
import { runAuthorProgram } from '../../programs/author.ts';

/** Makes the folder of a new plugin. */
export const run: Run = (input, session) => {
  const [kind, id = ''] = input.args;
  const folder = input.text('dir') ?? (id.split('/').at(-1) || '.');
  return runAuthorProgram(session, 'new', { folder, kind, id, mode: input.text('mode') });
};
