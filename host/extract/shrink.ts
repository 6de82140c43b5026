import type { ApprovedTable } from './approved-table.ts';
import { reasonOf } from './outcome.ts';
import { shrunk } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';

/** A reading of a whole table that brings less than this share of the rows before is asked about. */
const leastShare = 0.5;

/** Rows that readers have of a table; nothing when it was never published. */
export const previousRows = (id: string, { lake }: Pick<SourceRunDeps, 'lake'>): number | undefined =>
  lake.published().find((published) => published.id === id)?.rows;

/** True when a table was read whole and most of it is gone, and nobody has said that this may be. */
export const isShrunk = (
  { allowShrink }: SourceTask,
  { table, data, mode, refresh }: ApprovedTable,
  deps: SourceRunDeps,
): boolean => {
  const isWhole = mode === 'replace' || refresh.isForced;
  const before = previousRows(table.id, deps) ?? 0;
  return isWhole && !allowShrink && table.options.allow_shrink !== true && data.rows < before * leastShare;
};

/** Leaves the last good data where it is until somebody says yes. */
export const shrunkTable = (
  { outcomes }: SourceTask,
  { table, data, findings }: ApprovedTable,
  deps: SourceRunDeps,
): void => {
  const { rows, sizeBytes: bytes } = data;
  const error = reasonOf(shrunk({ table: table.name, rows, before: previousRows(table.id, deps) ?? 0 }));
  outcomes.settle(outcomes.draft(table, { status: 'skipped', error, rows, bytes, findings }));
};
