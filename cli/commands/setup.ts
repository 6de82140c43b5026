import type { Run } from '../command.ts';
import { setUp } from '../workspace/set-up.ts';

/** Makes the folder a workspace for somebody and their coding agent. */
export const run: Run = (input, session) => setUp(input, session);
