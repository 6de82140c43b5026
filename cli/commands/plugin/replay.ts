import type { Run } from '../../command.ts';
import { runAuthorProgram } from '../../programs/author.ts';

/** Runs a connector against what was recorded. */
export const run: Run = (input, session) =>
  runAuthorProgram(session, 'replay', { folder: input.args[0] ?? '.', name: input.text('name') });
