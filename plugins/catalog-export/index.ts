import { definePlugin } from '@agnes/sdk';
import { catalogDocument } from './catalog-document.ts';
import { coalesced } from './coalesced.ts';
import { deliver } from './deliver.ts';
import type { Settings } from './settings.ts';

/** Hands the catalog out after rebuilds. Without a folder and a URL it listens to nothing. */
export default definePlugin<Settings>({
  setup: ({ settings, tap, catalog, http }) => {
    const { folder, url, tables } = settings;
    if (folder === undefined && url === undefined) return;
    let generation = 0;
    const run = coalesced(async () => {
      const document = catalogDocument(await catalog(), { generation, tables });
      await deliver(JSON.stringify(document), { folder, url, http });
    });
    tap('afterRebuild', async (rebuilt) => {
      generation = Math.max(generation, rebuilt.generation);
      await run();
    });
  },
});
