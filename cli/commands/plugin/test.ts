import type { Run } from '../../command.ts';
import { runAuthorProgram } from '../../programs/author.ts';

/** Holds a plugin to the rules of its kind. */
export const run: Run = (input, session) =>
  runAuthorProgram(session, 'test', { folder: input.args[0] ?? '.', html: input.text('html') });
