import { isPlatformError } from '@agnes/sdk/errors';
import { syncRules } from '../rules/sync-rules.ts';
import type { RulesReport } from '../rules/write-rules.ts';
import type { Session } from '../session.ts';

/** What a sync changed of them. */
export type BroughtRules = Pick<RulesReport, 'written' | 'removed'>;

/** The rules of the company, as a step of a sync: what fails is a warning, and the data are there all the same. */
export const bringRules = async (session: Session): Promise<BroughtRules | undefined> => {
  try {
    const { written, removed } = await syncRules(session);
    return { written, removed };
  } catch (error) {
    if (!isPlatformError(error) || error.code === 'interrupted') throw error;
    // A server of before has no such thing, and nothing is wrong with that.
    if (error.code !== 'no_such_route') session.out.note(`The rules were not brought: ${error.message}`);
    return undefined;
  }
};
