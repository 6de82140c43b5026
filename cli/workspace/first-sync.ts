import { depsOf, usualParallel } from '../commands/sync.ts';
import { failureLines } from '../failure.ts';
import type { Session } from '../session.ts';
import type { RemoteTable } from '../sync/manifest.ts';
import { byteText } from '../sync/progress.ts';
import { planOnly, syncTables } from '../sync/sync.ts';
import type { Step } from './step.ts';

const largeBytes = 1_000_000_000;

/** What came of the sync, with tables that were left for later and those that did not come. */
interface FirstSync {
  readonly step: Step;
  readonly left: readonly string[];
  readonly failed: number;
}

/** Brings the tables; materialized ones that would take long are left for a sync of their own. */
export const firstSync = async (session: Session): Promise<FirstSync> => {
  const deps = await depsOf(session);
  const { wanted, unchanged } = await planOnly(deps, []);
  const left = wanted.filter(({ table }) => isLarge(table)).map(({ table }) => table.name);
  const small = [...wanted.filter(({ table }) => !isLarge(table)).map(({ table }) => table), ...unchanged];
  const names = left.length > 0 ? `; left for agnes sync: ${left.join(', ')}` : '';
  if (left.length > 0 && small.length === 0) {
    return { step: { step: 'sync', state: 'skipped', detail: `nothing came${names}` }, left, failed: 0 };
  }
  const only = left.length > 0 ? small.map(({ id }) => id) : [];
  const options = { only, parallel: usualParallel(session.world), keepDeleted: false };
  const { downloaded, unchanged: same, removed, errors, bytes } = await syncTables(deps, options);
  for (const { table, error } of errors) session.out.note([table, ...failureLines(error, 100)].join('\n  '));
  const detail = `${downloaded.length} tables came (${byteText(bytes)}), ${same} were here, ${removed.length} went`;
  const done = downloaded.length + removed.length > 0 ? 'changed' : 'unchanged';
  const state = errors.length > 0 ? 'failed' : done;
  return { step: { step: 'sync', state, detail: detail + names }, left, failed: errors.length };
};

const isLarge = ({ mode, bytes }: RemoteTable): boolean => mode === 'materialized' && bytes > largeBytes;
