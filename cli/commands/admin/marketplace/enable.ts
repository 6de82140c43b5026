import type { Run } from '../../../command.ts';
import { decide } from '../../../marketplaces/decision.ts';

/** Ends the kill switch of a plugin. */
export const run: Run = (input, session) => decide('enable', { input, session });
