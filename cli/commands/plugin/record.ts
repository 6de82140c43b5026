import type { Run } from '../../command.ts';
import { runAuthorProgram } from '../../programs/author.ts';

/** Records what a real server answers a connector. */
export const run: Run = (input, session) =>
  runAuthorProgram(session, 'record', {
    folder: input.args[0] ?? '.',
    settings: input.text('settings'),
    tables: input.text('tables'),
    name: input.text('name'),
  });
