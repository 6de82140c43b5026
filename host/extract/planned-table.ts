import type { PlannedTable } from '@agnes/sdk';
import type { Table } from '../registry/table.ts';
import { durationMs, type Refresh } from './refresh.ts';

/** What plugins and the last run add to a table of the plan. */
export interface PlanParts {
  readonly maxRows: number | undefined;
  readonly state: unknown;
  readonly refresh: Refresh;
}

const defaultLagMs = 15 * 60_000;

/** A table as its connector is asked for it. */
export const plannedTable = (table: Table, { maxRows, state, refresh }: PlanParts): PlannedTable => ({
  id: table.id,
  name: table.name,
  strategy: table.syncStrategy,
  fullRefresh: refresh.isWhole,
  primaryKey: table.primaryKey,
  ...(refresh.isCompared && { compareKeys: true }),
  ...(table.bucket !== undefined && { bucket: table.bucket }),
  ...(table.sourceTable !== undefined && { sourceTable: table.sourceTable }),
  ...queryOf(table),
  ...optionsOf(table),
  ...(maxRows !== undefined && { maxRows }),
  ...(state !== undefined && { state }),
});

const queryOf = ({ queryMode, sourceQuery }: Table): Partial<PlannedTable> =>
  queryMode === 'materialized' && sourceQuery !== undefined ? { queryMode, sourceQuery } : {};

const optionsOf = ({ options }: Table): Partial<PlannedTable> => {
  const { cursor_column, lag, columns, where_filters, partition_by, partition_granularity } = options;
  const { on_type_error } = options;
  return {
    ...(cursor_column && { cursorColumn: cursor_column }),
    // Some sources know by themselves what has changed since, and need no column for it.
    ...((cursor_column || lag) && lagOf(lag)),
    ...(columns && { columns }),
    ...(where_filters && { whereFilters: where_filters }),
    ...(partition_by && { partitionBy: partition_by }),
    ...(on_type_error && { onTypeError: on_type_error }),
    ...(partition_granularity && { partitionGranularity: partition_granularity }),
  };
};

const lagOf = (lag: string | null | undefined): Partial<PlannedTable> =>
  /^\d+$/.test(lag ?? '')
    ? { lagCount: Number(lag) }
    : { lagSeconds: (durationMs(lag) ?? defaultLagMs) / 1000 };
