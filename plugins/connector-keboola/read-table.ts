import { type Column, DriverUnfit, type PlannedTable, type ReadMessage } from '@agnes/sdk/connector';
import { readWhereFilters } from '@agnes/sdk/where-filters';
import { exportTable } from './export-table.ts';
import { downloadExport, type Slice } from './exported-file.ts';
import type { Run } from './run.ts';
import { isUnchanged, memoryOf, stateOf, type TableMemory } from './table-memory.ts';
import { describedTable, upstreamId, wantedColumns } from './upstream-table.ts';

const defaultLagSeconds = 15 * 60;

/** Reads one table through the Storage API: everything, what has changed, or nothing because nothing has. */
export const readTable = async (table: PlannedTable, run: Run): Promise<readonly ReadMessage[]> => {
  if (table.queryMode === 'materialized') {
    throw DriverUnfit({ table: table.name, reason: 'it is a query.' });
  }
  const startedAt = run.now();
  const upstream = await describedTable(run.api, upstreamId(table), run.config);
  const columns = wantedColumns(upstream, table.columns);
  const filters = readWhereFilters(table.whereFilters, run.startedAt);
  const now = memoryOf(upstream, { startedAt, columns, filters });
  // The host hands back what this connector yielded, or nothing.
  const before = table.state as TableMemory | undefined;
  if (isUnchanged(before, now)) return [{ type: 'unchanged', table: table.id }];
  const since = changedSince(table, before, now);
  const file = await exportTable(
    {
      id: upstream.id,
      filters,
      ...(table.columns && { columns: columns.map(({ name }) => name) }),
      ...(since !== undefined && { changedSince: since }),
    },
    run,
  );
  const slices = await downloadExport(file, run);
  return [
    { type: 'mode', table: table.id, mode: since === undefined ? 'replace' : 'merge' },
    ...dataOf(table, columns, slices),
    stateOf(table, upstream, now),
  ];
};

/** Seconds since 1970; nothing when all of the table has to be read. */
const changedSince = (
  { fullRefresh, primaryKey, lagSeconds = defaultLagSeconds }: PlannedTable,
  before: TableMemory | undefined,
  now: TableMemory,
): number | undefined => {
  // Rows that were loaded before a column came, or became another type, would go on without it; rows that were loaded
  // before the days of a filter moved on may have left it, or come into it.
  const isSame = before?.shape === now.shape && before.filters === now.filters;
  const isMerged = !fullRefresh && primaryKey.length > 0 && isSame;
  return isMerged ? Math.max(0, Math.floor(before.startedAt / 1000) - lagSeconds) : undefined;
};

const dataOf = (
  { id }: PlannedTable,
  columns: readonly Column[],
  slices: readonly Slice[],
): readonly ReadMessage[] => {
  if (slices.length === 0) return [{ type: 'columns', table: id, columns }];
  return slices.map(({ path, compression }) => ({
    type: 'file',
    table: id,
    path,
    format: { kind: 'csv', columns, compression, csv: csvOptions },
  }));
};

/** RFC 4180 without a header. A line break that is left to be found out may be found inside the first value. */
const csvOptions = { header: false, delimiter: ',', quote: '"', escape: '"', new_line: '\n' } as const;
