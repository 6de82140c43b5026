import type { ExtractPlan } from '@agnes/sdk';
import { checksOf, type Settings } from './settings.ts';

/** The plan with the columns whose figures the checks need. */
export const measurePlan = (plan: ExtractPlan, settings: Settings): ExtractPlan => ({
  ...plan,
  tables: plan.tables.map((table) => measured(table, settings)),
});

type Planned = ExtractPlan['tables'][number];

const measured = (table: Planned, settings: Settings): Planned => {
  const { not_null = [], unique = [], range = [], freshness } = checksOf(table.name, settings) ?? {};
  const columns = [...not_null, ...unique, ...range.map(({ column }) => column)];
  if (freshness) columns.push(freshness.column);
  const measure = [...new Set([...(table.measure ?? []), ...columns])];
  return measure.length > 0 ? { ...table, measure } : table;
};
