import { runAuthorProgram } from '../author-program.ts';
import type { Run } from '../command.ts';

/** Holds a plugin to the rules of its kind. */
export const run: Run = ({ args: [folder = '.'] }, session) => runAuthorProgram(session, 'test', { folder });
