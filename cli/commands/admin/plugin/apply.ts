import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { applyPlan } from '../../../plugins/change.ts';

/** Does what a plan says and follows it to its end. */
export const run: Run = async (input, session) => {
  const [plan = ''] = input.args;
  const hash = input.text('hash');
  if (hash === undefined)
    throw badUsage({
      reason: '--hash is missing: it says that you mean the plan you saw.',
      hint: 'agnes admin plugin plan tells it.',
    });
  return applyPlan(session, { plan_id: plan, plan_hash: hash }, input.texts('approve'));
};
