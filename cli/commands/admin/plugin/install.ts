import type { Run } from '../../../command.ts';
import { planAndApply } from '../../../plugins/change.ts';
import { installBody } from '../../../plugins/source.ts';

/** Plans, shows the plan, asks, and applies it. */
export const run: Run = async (input, session) => planAndApply(session, installBody(input));
