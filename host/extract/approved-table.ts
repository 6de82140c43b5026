import type { ShownFinding } from './outcome.ts';
import type { ReadTable } from './read-table.ts';
import type { StagedData } from './take-in-messages.ts';

/** A table that may be published. */
export interface ApprovedTable extends Omit<ReadTable, 'files'> {
  readonly data: StagedData;
  /** What plugins have to say about it that does not hold it back. */
  readonly findings: readonly ShownFinding[];
}

/** True when nothing of the source was left unseen: all rows were read, or the keys of all. */
export const isSeenWhole = ({ mode, refresh, deletes }: ApprovedTable): boolean =>
  mode === 'replace' || refresh.isForced || deletes?.stays === true;
