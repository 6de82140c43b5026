import type { Run } from '../../../command.ts';
import { decide } from '../../../marketplaces/decision.ts';

/** Says yes to a version of a plugin. */
export const run: Run = (input, session) => decide('approve', { input, session });
