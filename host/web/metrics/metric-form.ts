import { type Metric, metricId } from '../../../metrics/metric.ts';
import type { MetricFault } from '../../../metrics/metric-fault.ts';
import { checkedMetric } from '../../../metrics/read-metrics.ts';
import { readYaml } from '../../../metrics/read-yaml.ts';
import { yamlOf } from '../../../metrics/write-metric.ts';
import { metricsInvalid } from '../../metrics/errors.ts';
import { type Field, faultsView, fieldView } from '../fields.ts';
import type { Refusal } from '../refusal.ts';

/** What stands in a form of a metric. */
export type Form = Readonly<Record<string, string>>;

const idFields: readonly Field[] = [
  { name: 'category', label: 'Category', required: true, hint: 'Stands before the name in its id: finance.' },
  { name: 'name', label: 'Name', required: true, hint: 'The other half of its id: revenue. Both stay.' },
];

const list = (name: string, label: string, hint: string): Field => ({ name, label, kind: 'area', hint });

const fields: readonly Field[] = [
  { name: 'display_name', label: 'What people call it', hint: 'Empty: its name.' },
  { name: 'description', label: 'Description', kind: 'area', hint: 'What it says, and what it leaves out.' },
  list('tables', 'Tables', 'One a line. Whoever may not read each of them does not see the metric.'),
];

const statement: Field = {
  name: 'sql',
  label: 'Statement',
  kind: 'area',
  hint: 'One SELECT. It is kept as text and never run here.',
};

const moreFields: readonly Field[] = [
  { name: 'expression', label: 'Aggregate', hint: 'sum(amount); enough where there is no statement.' },
  { name: 'table_name', label: 'Main table', hint: 'The one that the aggregate is over.' },
  { name: 'type', label: 'Kind', hint: 'sum, count, ratio … Empty: sum.' },
  { name: 'unit', label: 'Unit' },
  { name: 'grain', label: 'Over', hint: 'daily, monthly … Empty: monthly.' },
  { name: 'time_column', label: 'Column of time' },
  list('dimensions', 'Dimensions', 'Columns by which it can be split, one a line.'),
  list('filters', 'Always narrowed to', 'Conditions, one a line.'),
  list('synonyms', 'Also called', 'One a line.'),
  list('notes', 'Notes', 'One a line.'),
  list('sql_variants', 'Variants', 'YAML: by_region, a colon, and the statement.'),
  list('validation', 'Validation', 'YAML: what its value is held against.'),
];

const lists: ReadonlySet<string> = new Set(['tables', 'dimensions', 'filters', 'synonyms', 'notes']);
const maps: readonly string[] = ['sql_variants', 'validation'];

/** The form of a metric: a new one, or one that is changed and keeps its id. */
export const formView = (
  values: Form,
  refusal: Refusal | undefined,
  { isNew }: { readonly isNew: boolean },
): object => {
  const main = isNew ? [...idFields, ...fields] : fields;
  const faults = faultsIn(refusal);
  const draw = (field: Field) => fieldView(field, { values, faults });
  return {
    main: main.map(draw),
    statement: draw(statement),
    more: moreFields.map(draw),
    more_open: moreFields.some(({ name }) => faults.has(name)),
    faults: faultsView(refusal, { faults, fields: [...main, statement, ...moreFields] }),
  };
};

const faultsIn = (refusal: Refusal | undefined): ReadonlyMap<string, string> => {
  const { errors } = { ...refusal?.details } as { readonly errors?: readonly MetricFault[] };
  return new Map((errors ?? []).map(({ key, rule }) => [key.split('.')[0] ?? '', `It ${rule}.`]));
};

/** A metric as its form shows it. */
export const valuesOf = (metric: Metric): Form =>
  Object.fromEntries(
    [...fields, statement, ...moreFields].map(({ name }) => [name, shownValue(metric[name as keyof Metric])]),
  );

const shownValue = (value: unknown): string => {
  if (value === null || typeof value === 'string') return value ?? '';
  if (Array.isArray(value)) return value.join('\n');
  return Object.keys(Object(value)).length === 0 ? '' : yamlOf(value);
};

/** The metric that a form says; throws what is wrong with it. */
export const metricOfForm = (form: Form): Metric => {
  const item = metricId({ category: form['category'] ?? '', name: form['name'] ?? '' });
  const read = Object.fromEntries(maps.map((key) => [key, readYaml(plain(form[key]))]));
  const broken = maps.flatMap((key) =>
    (read[key]?.faults ?? []).map(({ rule }) => ({ item, key, rule: `cannot be read: ${rule}` })),
  );
  const { metric, rules } = checkedMetric({
    ...Object.fromEntries(
      ['category', 'name', ...nameOf(fields), 'sql', ...nameOf(moreFields)].map((key) => [
        key,
        valueIn(form, key),
      ]),
    ),
    ...Object.fromEntries(maps.map((key) => [key, read[key]?.value ?? null])),
  });
  const errors = [...broken, ...rules.map((rule) => ({ item, ...rule }))];
  if (!metric || errors.length > 0) throw metricsInvalid({ errors });
  return metric;
};

const nameOf = (some: readonly Field[]): readonly string[] => some.map(({ name }) => name);

/** Browsers end lines with two characters. */
const plain = (text = ''): string => text.replaceAll('\r\n', '\n');

const valueIn = (form: Form, key: string): unknown => {
  const text = plain(form[key]).trim();
  if (!lists.has(key)) return text === '' ? null : text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
};
