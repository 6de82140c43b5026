import type { Session } from '../session.ts';
import { fetchBundle } from './bundle.ts';
import { ruleFiles } from './rule-files.ts';
import { type RulesReport, writeRules } from './write-rules.ts';

/** Brings what the company wants agents to go by into the workspace. */
export const syncRules = async (session: Session): Promise<RulesReport> => {
  const bundle = await fetchBundle(await session.http());
  if (bundle.isOverBudget)
    session.out.note(
      `What is mandatory takes about ${bundle.tokens} tokens, more than the ${bundle.budget} meant for it.`,
    );
  return writeRules(await session.workspace(), ruleFiles(bundle), session.world.pid);
};
