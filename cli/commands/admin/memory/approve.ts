import type { Run } from '../../../command.ts';
import { decide } from '../../../memory/decision.ts';

/** Lets items count. */
export const run: Run = (input, session) => decide('approve', { input, session });
