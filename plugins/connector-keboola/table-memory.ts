import type { Column, PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import type { WhereFilter } from '@agnes/sdk/where-filters';
import type { UpstreamTable } from './upstream-table.ts';

/** What a table was like when it was read last; kept as its state. */
export interface TableMemory {
  /** When that reading began, milliseconds UTC. */
  readonly startedAt: number;
  /** When it was loaded and changed at the stack, as the stack wrote it. */
  readonly moved: string;
  /** Its columns and their types. */
  readonly shape: string;
  /** Its row filter, with the days of that reading. */
  readonly filters: string;
}

/** What is to be remembered of this reading. */
export const memoryOf = (
  { lastImport, lastChange }: UpstreamTable,
  read: {
    readonly startedAt: number;
    readonly columns: readonly Column[];
    readonly filters: readonly WhereFilter[];
  },
): TableMemory => ({
  startedAt: read.startedAt,
  // A table that the stack tells no dates of has always moved.
  moved: lastImport || lastChange ? JSON.stringify([lastImport, lastChange]) : `unknown ${read.startedAt}`,
  shape: JSON.stringify(read.columns),
  filters: JSON.stringify(read.filters),
});

/** True when the same rows would come again. */
export const isUnchanged = (before: TableMemory | undefined, now: TableMemory): before is TableMemory =>
  before?.moved === now.moved && before.shape === now.shape && before.filters === now.filters;

/** Has the host remember it, once the table is published. */
export const stateOf = (
  { id }: Pick<PlannedTable, 'id'>,
  { lastChange }: UpstreamTable,
  state: TableMemory,
): ReadMessage => ({ type: 'state', table: id, state, ...(lastChange && { cursor: lastChange }) });
