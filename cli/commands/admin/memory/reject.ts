import type { Run } from '../../../command.ts';
import { decide } from '../../../memory/decision.ts';

/** Turns items down that wait. */
export const run: Run = (input, session) => decide('reject', { input, session });
