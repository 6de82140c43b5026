import { defineConnector, type ReadMessage } from '@agnes/sdk/connector';
import { checkProject } from './check-project.ts';
import { discoverTables } from './discover-tables.ts';
import { asTheyCome } from './in-parallel.ts';
import { readTable } from './read-table.ts';
import { beginRun } from './run.ts';
import type { Settings } from './settings.ts';

/** Keboola by its Storage API: exports tables, hands their files over as they are, and never holds the token. */
export default defineConnector<Settings>({
  async check(context) {
    await checkProject(beginRun(context));
  },

  async *discover(context) {
    yield* discoverTables(beginRun(context));
  },

  async *read(context) {
    const { tables, signal, config } = context;
    const run = beginRun(context);
    if (config.project_id !== undefined) await checkProject(run);
    let done = 0;
    // One table does not hold up the others; a cancelled run ends.
    const read = asTheyCome(tables, config.table_concurrency, (table) =>
      readTable(table, run).catch((error: unknown): ReadMessage[] => [
        { type: 'failed', table: table.id, error },
      ]),
    );
    for await (const messages of read) {
      signal.throwIfAborted();
      yield* messages;
      done += 1;
      yield { type: 'progress', done, total: tables.length };
    }
  },
});
