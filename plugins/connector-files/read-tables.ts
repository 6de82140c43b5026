import type { ReadContext, ReadMessage } from '@agnes/sdk/connector';
import type { Entry } from './entry.ts';
import { readTable } from './read-table.ts';
import { Budget, type Landing } from './run.ts';
import type { Settings } from './settings.ts';

/** Reads the tables of a run, one after another. */
export async function* readTables(
  { config, http, signal, tables }: ReadContext<Settings>,
  entries: readonly Entry[],
  landing?: Landing,
): AsyncGenerator<ReadMessage> {
  const run = { config, http, signal, entries, budget: new Budget(config), ...(landing && { landing }) };
  for (const [done, table] of tables.entries()) {
    signal.throwIfAborted();
    try {
      yield* readTable(table, run);
    } catch (error) {
      // One table does not hold up the others; a cancelled run ends.
      signal.throwIfAborted();
      yield { type: 'failed', table: table.id, error };
    }
    yield { type: 'progress', done: done + 1, total: tables.length };
  }
}
