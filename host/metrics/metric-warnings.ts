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
  const isListed = (name: string): boolean =>
    listedIds.has(name) || known.meant(name).some(({ id }) => listedIds.has(id));
  const told = (key: string, rule: string): MetricFault => ({ item: metric.id, key, rule });
  return [
    ...refused.map(({ key, reason }) => told(key, `no query would run it: ${reason}`)),
    ...listed
      .filter((name) => !known.find(name))
      .map((name) => told('tables', `"${name}" is not registered, so only administrators see the metric`)),
    ...(tables ?? [])
      .filter((name) => !isListed(name))
      .map((name) => told('sql', `it reads "${name}", which is not ${whyOdd(name, known)}`)),
    ...(tables === null || metric.sql === '' ? [] : listed)
      .filter((name) => !readIds.has(idOf(name)))
      .map((name) => told('tables', `"${name}" is in no statement`)),
  ];
};

const whyOdd = (name: string, known: NamedTables): string =>
  known.meant(name).length > 0 ? 'among its tables' : 'registered, so only administrators see the metric';
