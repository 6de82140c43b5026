import { createHash } from 'node:crypto';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';

/** What the last whole reading of a table was like. */
export interface RefreshMemory {
  /** How the table was read; another one makes what is published no base to merge into. */
  readonly reading: string;
  /** Which system it was read from; the rows of two are never merged. */
  readonly origin: string;
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
  /** Instead of being read whole its keys are compared with those of the source. */
  readonly isCompared?: true;
}

/** What else decides how a table is read. */
export interface RefreshTerms {
  readonly force: boolean;
  readonly now: number;
  /** Settings of its source. */
  readonly config: Source['config'];
}

const day = 24 * 60 * 60_000;
const defaultEvery = 7 * day;

/** Decides whether a table is read whole. `memory` is absent when nothing is published, or nobody knows how it was read. */
export const refreshOf = (
  table: Table,
  memory: RefreshMemory | undefined,
  { force, now, config }: RefreshTerms,
): Refresh => {
  const isNew = memory !== undefined && memory.reading !== readingOf(table);
  // Whatever the strategy: a connector may add rows to what nobody knows the extent of.
  const isAnew = force || isNew || memory?.origin !== originOf(config);
  if (!isIncremental(table)) return { isWhole: true, isForced: isAnew, isNew };
  const every = durationMs(table.options.full_refresh_every) ?? defaultEvery;
  const since = now - (memory?.wholeAt ?? 0);
  const isComparing = table.options.delete_detection === 'key_set';
  // A connector that compares no keys is not to go on without ever reading the table whole.
  const isForced = isAnew || since >= (isComparing ? 2 * every : every);
  const isCompared = isComparing && !isForced && since >= every;
  return { isWhole: isForced, isForced, isNew, ...(isCompared && { isCompared }) };
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

/** Settings of a source as a hash: another host, folder or project is another system. Limits say nothing of the rows. */
export const originOf = ({ limits: _, ...config }: Source['config']): string =>
  createHash('sha256').update(JSON.stringify(config, inOrder)).digest('hex');

const inOrder = (_key: string, value: unknown): unknown =>
  isPlain(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: day };

/** Reads `15m`, `7d` and the like; nothing of what is none. */
export const durationMs = (text: string | null | undefined): number | undefined => {
  const [, count, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text ?? '') ?? [];
  const ms = units[unit];
  return count === undefined || ms === undefined ? undefined : Number(count) * ms;
};
