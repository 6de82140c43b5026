import type { Metric } from '../../metrics/metric.ts';
import type { MetricFault } from '../../metrics/metric-fault.ts';
import { listedTables, type NamedTables } from './needed-tables.ts';
import type { StatementsRead } from './statements.ts';

/** What an administrator should know of a metric that is in order all the same. */
export const warningsOf = (
  metric: Metric,
  { tables, refused }: StatementsRead,
  known: NamedTables,
): readonly MetricFault[] => {
  const listed = listedTables(metric);
  const idOf = (name: string): string => known.find(name)?.id ?? name;
  const listedIds = new Set(listed.map(idOf));
  const readIds = new Set(
    (tables ?? []).flatMap((name) => [idOf(name), ...known.meant(name).map(({ id }) => id)]),
  );
  const told = (key: string, rule: string): MetricFault => ({ item: metric.id, key, rule });
  return [
    ...refused.map(({ key, reason }) => told(key, `no query would run it: ${reason}`)),
    ...listed
      .filter((name) => !known.find(name))
      .map((name) => told('tables', `"${name}" is not registered, so only administrators see the metric`)),
    ...(tables ?? [])
      .filter((name) => !known.meant(name).some(({ id }) => listedIds.has(id)) && !listedIds.has(name))
      .map((name) => told('sql', `it reads "${name}", which is not among its tables`)),
    ...(tables === null || metric.sql === '' ? [] : listed)
      .filter((name) => !readIds.has(idOf(name)))
      .map((name) => told('tables', `"${name}" is in no statement`)),
  ];
};
