import type { Run } from '../../../command.ts';
import { decide } from '../../../memory/decision.ts';

/** Ends what items say. */
export const run: Run = (input, session) => decide('revoke', { input, session });
