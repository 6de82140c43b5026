import { runAuthorProgram } from '../author-program.ts';
import type { Run } from '../command.ts';

/** Runs a connector against what was recorded. */
export const run: Run = (input, session) =>
  runAuthorProgram(session, 'replay', { folder: input.args[0] ?? '.', name: input.text('name') });
