import { definePlugin } from '@agnes/sdk';
import { inspectTable } from './inspect-table.ts';
import { narrowPlan } from './narrow-plan.ts';
import type { Settings } from './settings.ts';

/** Holds runs to the limits of its settings. */
export default definePlugin<Settings>({
  setup: ({ settings, tap }) => {
    tap('beforeExtract', (plan) => narrowPlan(plan, settings));
    tap('afterExtract', (table) => inspectTable(table, settings));
  },
});
