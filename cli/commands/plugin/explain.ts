import type { Run } from '../../command.ts';
import { runAuthorProgram } from '../../programs/author.ts';

/** Says what a host makes of a plugin. */
export const run: Run = ({ args: [folder = '.'] }, session) =>
  runAuthorProgram(session, 'explain', { folder });
