import { definePlugin } from '@agnes/sdk';
import type { Settings } from './settings.ts';

export default definePlugin<Settings>({
  setup: ({ settings: { most_rows: most }, tap }) => {
    tap('beforeExtract', (plan) => ({
      ...plan,
      tables: plan.tables.map((table) => ({ ...table, maxRows: Math.min(table.maxRows ?? most, most) })),
    }));
  },
});
