import type { SeenMetric } from '../../metrics/metrics.ts';
import type { StoredMetric } from '../../metrics/stored-metric.ts';
import { addressOf, below } from '../address.ts';
import { agoOf, countOf } from '../figures.ts';
import { pagerOf } from '../pager.ts';

/** Where metrics lie. */
export const metricsPath = '/catalog/metrics';

/** Which metrics are shown. */
export interface MetricsQuery {
  readonly category?: string | undefined;
  readonly table?: string | undefined;
  readonly q?: string | undefined;
  readonly page?: number | undefined;
}

/** How many metrics a page shows. */
export const pageSize = 100;

/** What `metrics.mustache` is filled with. Counts cover what the reader may see. */
export const metricsView = (
  seen: readonly SeenMetric[],
  {
    all,
    query,
    isAdmin,
  }: { readonly all: readonly SeenMetric[]; readonly query: MetricsQuery; readonly isAdmin: boolean },
): object => {
  const { category, table = '', q = '', page = 1 } = query;
  const shown = seen.slice((page - 1) * pageSize, page * pageSize);
  const categories = [...Map.groupBy(all, ({ metric }) => metric.category)];
  const groups = [...Map.groupBy(shown, ({ metric }) => metric.category)];
  return {
    ...{ q, table, category: category ?? '', is_admin: isAdmin },
    tabs: [
      {
        href: addressOf(metricsPath, { q, table }),
        label: 'All',
        count: countOf(all.length),
        current: !category,
      },
      ...categories.map(([name, metrics]) => ({
        href: addressOf(metricsPath, { category: name, q, table }),
        label: name,
        count: countOf(metrics.length),
        current: name === category,
      })),
    ],
    filtered: q !== '' || table !== '',
    all_href: addressOf(metricsPath, { category }),
    groups: groups.map(([name, metrics]) => ({ name, metrics: metrics.map(({ metric }) => cardOf(metric)) })),
    pager: pagerOf({ page, pageSize, total: seen.length, noun: 'metric' }, (at) =>
      addressOf(metricsPath, { category, q, table, page: at }),
    ),
    nothing: seen.length === 0 && nothingWords(all.length > 0, isAdmin),
    is_first: all.length === 0 && isAdmin,
  };
};

const nothingWords = (hasOthers: boolean, isAdmin: boolean): string => {
  if (hasOthers) return 'No metric is like that.';
  return isAdmin ? 'No metric is defined yet.' : 'No metric is there for the tables you may read.';
};

const cardOf = (metric: StoredMetric): object => ({
  href: pageOf(metric),
  open: addressOf('/query', { metric: metric.id }),
  id: metric.id,
  name: metric.display_name,
  description: metric.description,
  facts: factsOf(metric).join(' · '),
  tables: tablesOf(metric),
  sql: metric.sql === '' ? (metric.expression ?? '') : metric.sql,
});

/** The page of a metric. */
export const pageOf = ({ category, name }: Pick<StoredMetric, 'category' | 'name'>): string =>
  below(metricsPath, category, name);

const factsOf = ({ type, unit, grain }: StoredMetric): readonly string[] => [
  type,
  ...(unit === null ? [] : [`in ${unit}`]),
  grain,
];

const tablesOf = ({ tables, table_name: main }: StoredMetric) =>
  [...new Set([...(main === null ? [] : [main]), ...tables])].map((name) => ({
    name,
    href: addressOf('/query', { table: name }),
  }));

/** What `metric.mustache` is filled with. */
export const metricView = (
  { metric, unknownTables }: SeenMetric,
  { now, isAdmin }: { readonly now: number; readonly isAdmin: boolean },
): object => {
  const lists = [
    { title: 'Dimensions', words: metric.dimensions },
    { title: 'Always narrowed to', words: metric.filters },
    { title: 'Also called', words: metric.synonyms },
  ];
  return {
    name: metric.display_name,
    id: metric.id,
    description: metric.description,
    facts: [
      { label: 'Kind', value: metric.type },
      ...(metric.unit === null ? [] : [{ label: 'Unit', value: metric.unit }]),
      { label: 'Over', value: metric.grain },
      ...(metric.time_column === null ? [] : [{ label: 'Time', value: metric.time_column }]),
      { label: 'Changed', value: agoOf(metric.updatedAt, now) },
    ],
    tables: tablesOf(metric),
    has_tables: tablesOf(metric).length > 0,
    unknown: unknownTables.join(', '),
    lists: lists.filter(({ words }) => words.length > 0),
    notes: metric.notes,
    has_notes: metric.notes.length > 0,
    statements: statementsShown(metric),
    command: `agnes metrics show ${shellWord(metric.id)}`,
    edit: isAdmin && below('/admin/metrics', metric.category, metric.name),
  };
};

const shellWord = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const statementsShown = ({
  id,
  sql,
  expression,
  sql_variants: variants,
}: StoredMetric): readonly object[] => [
  ...(sql === '' ? [] : [{ title: 'Statement', sql, open: addressOf('/query', { metric: id }) }]),
  ...(expression === null
    ? []
    : [{ title: 'Aggregate', sql: expression, open: sql === '' && addressOf('/query', { metric: id }) }]),
  ...Object.entries(variants).map(([name, text]) => ({
    title: name.replaceAll('_', ' '),
    sql: text,
    open: addressOf('/query', { metric: id, variant: name }),
  })),
];
