import { type ApprovedTable, isSeenWhole } from './approved-table.ts';
import { reasonOf } from './outcome.ts';
import { onlyTried, shrunk } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';

/** A reading of a whole table that brings less than this share of the rows before is asked about. */
const leastShare = 0.5;

/** Rows that readers have of a table; nothing when it was never published. */
export const previousRows = (id: string, { lake }: Pick<SourceRunDeps, 'lake'>): number | undefined =>
  lake.published().find((published) => published.id === id)?.rows;

/** True when a table was read whole, or compared, and most of it is gone, and nobody has said that this may be. */
export const isShrunk = (
  { allowShrink, allowShrinkTo }: SourceTask,
  one: ApprovedTable,
  deps: SourceRunDeps,
): boolean => {
  const { table, data } = one;
  // A query may well find nothing; that is told, and not asked about.
  if (table.queryMode === 'materialized' && data.rows === 0) return false;
  const before = previousRows(table.id, deps) ?? 0;
  const least = Math.min(before * leastShare, allowShrinkTo[table.id] ?? Number.POSITIVE_INFINITY);
  return isSeenWhole(one) && !allowShrink && table.options.allow_shrink !== true && data.rows < least;
};

/** Leaves the last good data where it is until somebody says yes. One that is only tried asks nobody. */
export const shrunkTable = (
  { outcomes, dryRun }: SourceTask,
  { table, data, findings }: ApprovedTable,
  deps: SourceRunDeps,
): void => {
  const { rows, sizeBytes: bytes } = data;
  const before = previousRows(table.id, deps) ?? 0;
  const what = `held for a yes, with ${rows} rows instead of ${before}`;
  const why = dryRun ? onlyTried({ table: table.name, what }) : shrunk({ table: table.name, rows, before });
  const error = reasonOf(why);
  outcomes.settle(outcomes.draft(table, { status: 'skipped', error, rows, bytes, findings }));
};
