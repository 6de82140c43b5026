import type { HttpClient } from '../http/client.ts';
import type { Session } from '../session/session.ts';
import type { Output } from '../terminal/output.ts';
import { fetchBundle } from './bundle.ts';
import { ruleFiles } from './rule-files.ts';
import { type RulesReport, writeRules } from './write-rules.ts';

/** What bringing rules works with. */
export interface RulesDeps {
  readonly http: HttpClient;
  readonly workspace: string;
  readonly out: Output;
  readonly pid: number;
}

/** Brings what the company wants agents to go by into the workspace; `hash` is what the server calls it. */
export const syncRules = async ({
  http,
  workspace,
  out,
  pid,
}: RulesDeps): Promise<RulesReport & { readonly hash: string | undefined }> => {
  const bundle = await fetchBundle(http);
  if (bundle.isOverBudget)
    out.note(
      `What is mandatory takes about ${bundle.tokens} tokens, more than the ${bundle.budget} meant for it.`,
    );
  return { ...(await writeRules(workspace, ruleFiles(bundle), pid)), hash: bundle.hash };
};

/** The same for a command. */
export const rulesDepsOf = async (session: Session): Promise<RulesDeps> => ({
  http: await session.http(),
  workspace: await session.workspace(),
  out: session.out,
  pid: session.world.pid,
});
