import { defineConnector } from '@agnes/sdk/connector';
import { checkStatus } from './fetch-files.ts';
import { listEntries } from './location.ts';
import { proposeTables } from './propose-tables.ts';
import { readTable } from './read-table.ts';
import { Budget } from './run.ts';
import type { Settings } from './settings.ts';

/** Files in a folder or on the web. It lists and names them; the host parses them and infers their columns. */
export default defineConnector<Settings>({
  async check({ config, http }) {
    const [first] = await listEntries(config);
    if (config.urls && first) checkStatus(first.at, await http.fetch(first.at, { method: 'HEAD' }));
  },

  async *discover({ config }) {
    yield* proposeTables(await listEntries(config), config);
  },

  async *read({ config, http, signal, tables }) {
    const run = { config, http, signal, entries: await listEntries(config), budget: new Budget(config) };
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
  },
});
