import type { ShownFinding } from './outcome.ts';
import type { ReadTable } from './read-table.ts';
import type { StagedData } from './take-in-messages.ts';

/** A table that may be published. */
export interface ApprovedTable extends Omit<ReadTable, 'files' | 'deletes'> {
  readonly data: StagedData;
  /** What plugins have to say about it that does not hold it back. */
  readonly findings: readonly ShownFinding[];
}
