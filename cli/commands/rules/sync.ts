import type { Run } from '../../command.ts';
import { rulesDepsOf, syncRules } from '../../rules/sync-rules.ts';

/** Brings the rules of the company into the workspace. */
export const run: Run = async (_input, session) => {
  const { folder, written, removed, unchanged } = await syncRules(await rulesDepsOf(session));
  const text = `${written.length} written, ${unchanged} unchanged, ${removed.length} removed in ${folder}`;
  return { data: { folder, written, removed, unchanged }, text: [text] };
};
