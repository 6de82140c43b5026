import type { Run } from '../../../command.ts';
import { decide } from '../../../marketplaces/decision.ts';

/** Keeps a version from being served until somebody says yes to it. */
export const run: Run = (input, session) => decide('quarantine', { input, session });
