import type { SeenMetric } from '../../metrics/metrics.ts';

/** How many of these metrics need each table, by its id. */
export const countByTable = (
  metrics: readonly Pick<SeenMetric, 'tableIds'>[],
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { tableIds } of metrics) for (const id of tableIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
};
