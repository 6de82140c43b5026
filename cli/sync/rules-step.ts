import { isPlatformError } from '@agnes/sdk/errors';
import { type RulesDeps, syncRules } from '../rules/sync-rules.ts';
import { type RulesReport, rulesHere } from '../rules/write-rules.ts';
import type { KeptRules, SyncState } from './state.ts';

/** What a sync changed of them. */
export type BroughtRules = Pick<RulesReport, 'written' | 'removed'>;

/** The same, with what the state is to remember; nothing where the server does not say what its rules are. */
type RulesStep = BroughtRules & { readonly kept: KeptRules | undefined };

/** The rules of the company, as a step of a sync: what fails is a warning, and the data are there all the same. */
export const bringRules = async (
  deps: RulesDeps,
  known: Pick<SyncState, 'rules' | 'offeredRules'>,
): Promise<RulesStep | undefined> => {
  try {
    if (await isInStep(deps, known)) return { written: [], removed: [], kept: known.rules };
    const { written, removed, hash } = await syncRules(deps);
    const files = await rulesHere(deps.workspace);
    const kept = hash === undefined || files === undefined ? undefined : { hash, files };
    return { written, removed, kept };
  } catch (error) {
    if (!isPlatformError(error) || error.code === 'interrupted') throw error;
    // A server of before has no such thing, and nothing is wrong with that.
    if (error.code !== 'no_such_route') deps.out.note(`The rules were not brought: ${error.message}`);
    return undefined;
  }
};

/** True while the server offers the rules that were written last, and nobody has touched the files since. */
const isInStep = async (
  { workspace }: RulesDeps,
  { rules, offeredRules }: Pick<SyncState, 'rules' | 'offeredRules'>,
): Promise<boolean> =>
  rules !== undefined && rules.hash === offeredRules && rules.files === (await rulesHere(workspace));
