import { defineConnector } from '@agnes/sdk/connector';
import { checkStatus } from './fetch-files.ts';
import { listEntries } from './location.ts';
import { proposeTables } from './propose-tables.ts';
import { readTables } from './read-tables.ts';
import type { Settings } from './settings.ts';

/**
 * Files in a folder or on the web. It lists and names them; the host parses them and infers their columns. Workbooks and
 * object stores are for the driver of `extension.ts`.
 */
export default defineConnector<Settings>({
  async check({ config, http }) {
    const [first] = await listEntries(config);
    if (config.urls && first) checkStatus(first.at, await http.fetch(first.at, { method: 'HEAD' }));
  },

  async *discover({ config }) {
    yield* proposeTables(await listEntries(config), config);
  },

  async *read(context) {
    yield* readTables(context, await listEntries(context.config));
  },
});
