import { definePlugin } from '@agnes/sdk';
import { inspectTable } from './inspect-table.ts';
import { measurePlan } from './measure-plan.ts';
import type { Settings } from './settings.ts';

/** Checks tables before they are published, as its settings say. */
export default definePlugin<Settings>({
  setup: ({ settings, tap }) => {
    tap('beforeExtract', (plan) => measurePlan(plan, settings));
    tap('afterExtract', (table) => inspectTable(table, settings, Date.now()));
  },
});
