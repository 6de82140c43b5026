import type { Table } from '../registry/table.ts';

/** What the last whole reading of a table was like. */
export interface RefreshMemory {
  /** How the table was read; another one makes what is published no base to merge into. */
  readonly reading: string;
  /** When it was last read whole, milliseconds UTC. */
  readonly wholeAt: number;
}

/** How a table is read in this run. */
export interface Refresh {
  /** All of it is read, and what is not read is gone afterwards. */
  readonly isWhole: boolean;
  /** The connector is told nothing of what it remembers, and its rows replace the table whatever it says. */
  readonly isForced: boolean;
  /** Key, columns, filters or parts are others since: so may the columns be. */
  readonly isNew: boolean;
}

const day = 24 * 60 * 60_000;
const defaultEvery = 7 * day;

/** Decides whether a table is read whole. `memory` is absent when nothing is published, or nobody knows how it was read. */
export const refreshOf = (
  table: Table,
  memory: RefreshMemory | undefined,
  { force, now }: { readonly force: boolean; readonly now: number },
): Refresh => {
  const isNew = memory !== undefined && memory.reading !== readingOf(table);
  if (!isIncremental(table)) return { isWhole: true, isForced: force || isNew, isNew };
  const every = durationMs(table.options.full_refresh_every) ?? defaultEvery;
  const isForced = force || isNew || memory === undefined || now - memory.wholeAt >= every;
  return { isWhole: isForced, isForced, isNew };
};

/** True for a table whose connector brings only what has changed. */
export const isIncremental = ({ syncStrategy, primaryKey, options }: Table): boolean =>
  syncStrategy === 'incremental' ||
  (syncStrategy === 'partitioned' && primaryKey.length > 0 && typeof options.cursor_column === 'string');

/** Everything of a table that decides which rows are read and where they go, as one text. */
export const readingOf = (table: Table): string => {
  const { cursor_column, partition_by, partition_granularity, where_filters, columns } = table.options;
  const { syncStrategy, primaryKey, bucket, sourceTable, sourceQuery } = table;
  const parts = [syncStrategy, primaryKey, bucket, sourceTable, sourceQuery, cursor_column];
  return JSON.stringify(
    [...parts, partition_by, partition_granularity, where_filters, columns].map((part) => part ?? null),
  );
};

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: day };

/** Reads `15m`, `7d` and the like; nothing of what is none. */
export const durationMs = (text: string | null | undefined): number | undefined => {
  const [, count, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text ?? '') ?? [];
  const ms = units[unit];
  return count === undefined || ms === undefined ? undefined : Number(count) * ms;
};
