import { type ExtractPlan, Veto } from '@agnes/sdk';
import { capOf, type Settings } from './settings.ts';

/** The plan with every table capped; throws `Veto` for a paused source. */
export const narrowPlan = (plan: ExtractPlan, settings: Settings): ExtractPlan => {
  const { slug } = plan.source;
  if (settings.paused_sources.includes(slug)) {
    throw Veto({ reason: `The source "${slug}" is paused in the settings of the extract guard.` });
  }
  return { ...plan, tables: plan.tables.map((table) => capped(table, capOf(table.name, settings))) };
};

type Planned = ExtractPlan['tables'][number];

const capped = (table: Planned, cap: number): Planned => {
  const maxRows = Math.min(table.maxRows ?? cap, cap);
  return Number.isFinite(maxRows) ? { ...table, maxRows } : table;
};
