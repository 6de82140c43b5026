import { definePlugin } from '@agnes/sdk';
import { merged } from './merge.ts';
import type { Settings } from './settings.ts';

/** Shows in the catalog what the job has looked up. Nothing is asked here. */
export default definePlugin<Settings>({
  setup({ id, settings, tap }) {
    tap('catalogEnrich', (entry) => {
      const said = entry.upstream.find(({ plugin }) => plugin === id)?.value;
      return said?.found ? merged(entry, said, settings.precedence) : undefined;
    });
  },
});
