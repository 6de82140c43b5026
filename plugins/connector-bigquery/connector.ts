import { type DiscoveredTable, defineConnector } from '@agnes/sdk/connector';
import { accessOf } from './access-of.ts';
import { clientAccess } from './client-access.ts';
import { offered } from './offered.ts';
import { readTable } from './read-table.ts';
import type { Settings } from './settings.ts';
import { tokensOf } from './tokens.ts';

/** Tables of BigQuery by way of its client library: a test, a list, and the answers of queries. */
export default defineConnector<Settings>({
  async check(context) {
    const { config, signal } = context;
    await clientAccess({ config, tokens: tokensOf(context), isPatient: false }).ping(signal);
  },

  async *discover(context): AsyncGenerator<DiscoveredTable> {
    yield* offered(accessOf(context));
  },

  async *read(context) {
    const { config, now, signal, tables } = context;
    const run = { config, now, signal, access: accessOf(context) };
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
