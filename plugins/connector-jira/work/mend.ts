import { entomb } from '../fetch/refresh-issue.ts';
import { type Batch, onlyLook, refreshAll } from './refresh-issues.ts';

/** What is to be mended. */
export interface Damage {
  /** To be fetched. */
  readonly missing: readonly string[];
  /** To be made rows of again. */
  readonly stale: readonly string[];
  /** To be marked as gone. */
  readonly deleted: readonly string[];
}

/** What was done. */
export interface Actions {
  readonly backfilled: number;
  readonly retransformed: number;
  readonly tombstoned: number;
  readonly failed: readonly string[];
}

/** Fetches, marks and buries; the tables follow with the next reading. */
export const mend = async (batch: Batch, { missing, stale, deleted }: Damage): Promise<Actions> => {
  const refreshed = await refreshAll(batch, new Map(missing.map((key) => [key, onlyLook])));
  for (const key of stale) {
    const head = await batch.raw.head(key);
    if (head) await batch.marks.setDirty(key, head.month);
  }
  let tombstoned = 0;
  for (const key of deleted) {
    const issue = await batch.raw.read(key);
    if (issue === undefined || issue === 'unreadable') continue;
    await entomb(batch, issue, batch.now());
    tombstoned += 1;
  }
  return {
    backfilled: refreshed.filter(({ status }) => status === 'stored').length,
    retransformed: stale.length,
    tombstoned,
    failed: refreshed.filter(({ status }) => status === 'failed').map(({ key }) => key),
  };
};
