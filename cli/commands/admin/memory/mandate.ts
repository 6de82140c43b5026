import type { Run } from '../../../command.ts';
import { decide } from '../../../memory/decision.ts';

/** Makes items rules. */
export const run: Run = (input, session) => decide('mandate', { input, session });
