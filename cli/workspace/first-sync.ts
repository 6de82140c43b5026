import { failureLines } from '../http/refusal.ts';
import type { Session } from '../session/session.ts';
import { syncWorkspace } from '../sync/sync.ts';
import { byteText } from '../terminal/byte-text.ts';
import type { Step } from './step.ts';
import { depsOf, usualParallel } from './sync-deps.ts';

/** What came of the sync, with tables that were left for later and those that did not come. */
interface FirstSync {
  readonly step: Step;
  readonly left: readonly string[];
  readonly failed: number;
}

/** Brings the tables and the rules for agents; large materialized ones are left for a sync of their own. */
export const firstSync = async (session: Session): Promise<FirstSync> => {
  const options = { only: [], full: false, parallel: usualParallel(session.world), keepDeleted: false };
  const report = await syncWorkspace(await depsOf(session), options);
  const { downloaded, unchanged, skipped, removed, errors, bytes, rules } = report;
  for (const { table, error } of errors) session.out.note([table, ...failureLines(error, 100)].join('\n  '));
  const left = skipped.filter(({ reason }) => reason === 'large').map(({ name }) => name);
  const names = left.length > 0 ? `; left for agnes sync --full: ${left.join(', ')}` : '';
  const ruled = rules ? rules.written.length + rules.removed.length : 0;
  const brought = ruled > 0 ? `; ${ruled} files of rules changed` : '';
  const detail = `${downloaded.length} tables came (${byteText(bytes)}), ${unchanged} were here, ${removed.length} went`;
  const done = downloaded.length + removed.length + ruled > 0 ? 'changed' : 'unchanged';
  const state = errors.length > 0 ? 'failed' : done;
  return { step: { step: 'sync', state, detail: detail + brought + names }, left, failed: errors.length };
};
