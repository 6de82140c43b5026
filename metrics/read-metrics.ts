import { checkerFor, type Fault } from '@agnes/sdk';
import { draftOf } from './draft-of.ts';
import { type Metric, type MetricDraft, metricDraft, metricId, metricOf } from './metric.ts';
import type { MetricFault } from './metric-fault.ts';
import { readYaml } from './read-yaml.ts';

const check = checkerFor(metricDraft, { compiled: 'later' });

/** Most metrics of a file. */
export const mostMetrics = 1_000;

/** Most bytes of one, so that it fits a file. */
const mostOfOne = 200_000;

/** What a file says. With a fault nothing of it counts. */
export interface MetricsRead {
  readonly metrics: readonly Metric[];
  readonly faults: readonly MetricFault[];
  /** What was left out, and why. */
  readonly warnings: readonly MetricFault[];
}

type LineOf = (path: readonly (string | number)[]) => number | undefined;

/** Reads the metrics of a YAML file, one or a list, and says everything that is wrong with each. */
export const readMetrics = (text: string): MetricsRead => {
  const { value, faults, lineOf } = readYaml(text);
  if (faults.length > 0) return { metrics: [], faults, warnings: [] };
  const isList = Array.isArray(value);
  const items: readonly unknown[] = isList ? value : [value];
  if (items.length > mostMetrics)
    return refused(`it holds ${items.length} metrics; at most ${mostMetrics} are taken at a time`);
  if (isIndex(items))
    return { metrics: [], faults: [], warnings: [{ item: 'file', key: '', rule: indexRule }] };
  const read = items.map((item, index) =>
    itemOf(item, index, (path) => lineOf(isList ? [index, ...path] : path)),
  );
  const metrics = read.flatMap(({ metric }) => (metric ? [metric] : []));
  return {
    metrics,
    faults: [...read.flatMap((one) => one.faults.toSorted(byLine)), ...twiceIn(metrics)],
    warnings: read.flatMap((one) => one.warnings),
  };
};

const byLine = (a: MetricFault, b: MetricFault): number => (a.line ?? 0) - (b.line ?? 0);

const refused = (rule: string): MetricsRead => ({
  metrics: [],
  faults: [{ item: 'file', key: '', rule }],
  warnings: [],
});

const indexRule = 'it is the index of an export and holds no metric; it is passed over';

/** An export of a catalog writes a list of its files beside them. */
const isIndex = (items: readonly unknown[]): boolean =>
  items.length > 0 &&
  items.every((item) => isObject(item) && 'file' in item && !('sql' in item || 'expression' in item));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A metric out of fields, or what is wrong with them. */
export const checkedMetric = (fields: Readonly<Record<string, unknown>>): CheckedMetric => {
  const { draft, id } = draftOf(fields);
  const checked = check(draft);
  const rules = checked.ok ? rulesOf(checked.value, id) : checked.faults.map(ruleOf);
  return { ...(checked.ok && rules.length === 0 && { metric: metricOf(checked.value) }), rules };
};

interface CheckedMetric {
  readonly metric?: Metric;
  readonly rules: readonly Rule[];
}

interface ItemRead {
  readonly metric?: Metric;
  readonly faults: readonly MetricFault[];
  readonly warnings: readonly MetricFault[];
}

const itemOf = (item: unknown, index: number, lineOf: LineOf): ItemRead => {
  const at = (name: string, { key, rule }: Rule): MetricFault => {
    const line = lineOf(key === '' ? [] : key.split('.'));
    return { item: name, key, rule, ...(line !== undefined && { line }) };
  };
  if (!isObject(item)) return { faults: [at(`#${index + 1}`, notOne)], warnings: [] };
  const { draft, unknown } = draftOf(item);
  const name = idOf(draft) ?? `#${index + 1}`;
  const { metric, rules } = checkedMetric(item);
  return {
    ...(metric && { metric }),
    faults: rules.map((rule) => at(name, rule)),
    warnings: unknown.map((key) => at(name, { key, rule: 'is no field of a metric and is left out' })),
  };
};

interface Rule {
  readonly key: string;
  readonly rule: string;
}

const notOne: Rule = { key: '', rule: 'it is no metric; fields with values are wanted' };

const idOf = ({ category, name }: Readonly<Record<string, unknown>>): string | undefined =>
  typeof category === 'string' && typeof name === 'string' ? metricId({ category, name }) : undefined;

/** What no schema says. */
export const rulesOf = (draft: MetricDraft, id: unknown): readonly Rule[] => {
  const own = metricId(draft);
  const metric = metricOf(draft);
  const { sql, expression } = metric;
  const bytes = Buffer.byteLength(JSON.stringify(metric));
  return [
    ...(id === undefined || id === own ? [] : [{ key: 'id', rule: `must be category/name, "${own}"` }]),
    ...(sql === '' && expression === null
      ? [{ key: 'sql', rule: 'is missing, and there is no expression either' }]
      : []),
    ...(bytes > mostOfOne
      ? [{ key: '', rule: `has ${bytes} bytes; a metric has at most ${mostOfOne}` }]
      : []),
  ];
};

const ruleOf = ({ loc, msg, type }: Fault): Rule => {
  const [, missing] = /^"(\w+)" is missing$/.exec(msg) ?? [];
  if (missing !== undefined) return { key: missing, rule: 'is missing' };
  const key = loc.split('/').slice(1).join('.');
  if (type === 'pattern')
    return { key, rule: 'must hold no slash and no control character, and no blank at its ends' };
  if (type === 'propertyNames') return { key, rule: 'has a name that is no word of letters, digits and _' };
  return { key, rule: words[msg] ?? msg };
};

const words: Readonly<Record<string, string>> = {
  'must be string,null': 'must be text',
  'must be string': 'must be text',
  'must be array,null': 'must be a list',
  'must be object,null': 'must be fields with values',
};

const twiceIn = (metrics: readonly Metric[]): readonly MetricFault[] => {
  const counts = Map.groupBy(metrics, ({ id }) => id);
  return [...counts]
    .filter(([, same]) => same.length > 1)
    .map(([item, same]) => ({ item, key: 'name', rule: `is in the file ${same.length} times` }));
};
