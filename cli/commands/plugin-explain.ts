import { runAuthorProgram } from '../author-program.ts';
import type { Run } from '../command.ts';

/** Says what a host makes of a plugin. */
export const run: Run = ({ args: [folder = '.'] }, session) =>
  runAuthorProgram(session, 'explain', { folder });
