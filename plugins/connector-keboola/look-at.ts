import type { PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import type { Run } from './run.ts';
import { isUnchanged, memoryOf, stateOf, type TableMemory } from './table-memory.ts';
import { describedTable, upstreamId } from './upstream-table.ts';

/** A table that has to be copied, and what is to be remembered of it: nothing where it is a query. */
export interface Wanted {
  readonly table: PlannedTable;
  readonly state?: ReadMessage;
}

/** Asks the stack about a table before the extension copies it: it may have nothing new, or not be there. */
export const lookAt = async (table: PlannedTable, run: Run): Promise<ReadMessage | Wanted> => {
  if (table.queryMode === 'materialized') return { table };
  try {
    const startedAt = run.now();
    const upstream = await describedTable(run.api, upstreamId(table), run.config);
    const told = memoryOf(upstream, { startedAt, columns: upstream.columns, filters: [] });
    // The extension has types of its own: what it copied is not what the Storage API would go on from.
    const memory = { ...told, shape: `extension ${told.shape}` };
    // The host hands back what a driver of this connector yielded, or nothing.
    const before = table.state as TableMemory | undefined;
    if (isUnchanged(before, memory)) return { type: 'unchanged', table: table.id };
    return { table, state: stateOf(table, upstream, memory) };
  } catch (error) {
    return { type: 'failed', table: table.id, error };
  }
};
