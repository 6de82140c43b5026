import { type Static, Type } from '@agnes/sdk';

/** Longest text of a field, in characters. */
const most = { word: 100, line: 200, text: 10_000, sql: 65_536 } as const;

/** Part of an id: it stands in addresses and in names of files. */
const idPart = '^(?!\\.{1,2}$)(?!\\s)[^/\\\\\\u0000-\\u001f\\u007f]+(?<!\\s)$';
/** Names of variants are words. */
const variantName = '^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,63}$';

const nullable = (type: string, rules: object) =>
  Type.Optional(Type.Unsafe<string | null>({ type: [type, 'null'], ...rules }));

const text = (maxLength: number, description: string) => nullable('string', { maxLength, description });

const texts = (description: string) =>
  Type.Optional(
    Type.Unsafe<readonly string[] | null>({
      type: ['array', 'null'],
      maxItems: 200,
      items: { type: 'string', minLength: 1, maxLength: 2_000 },
      description,
    }),
  );

/** What is said of a business metric, as people write it: in YAML, in a form, over HTTP. What is null counts as absent. */
export const metricFields = {
  name: Type.String({ minLength: 1, maxLength: most.word, pattern: idPart }),
  category: Type.String({ minLength: 1, maxLength: most.word, pattern: idPart }),
  display_name: text(most.line, 'What people call it; the name when it is left out.'),
  description: text(most.text, 'What it says, and what it leaves out.'),
  type: text(most.word, 'How it is put together: sum, ratio, count …; sum when it is left out.'),
  unit: text(most.word, 'What it is counted in.'),
  grain: text(most.word, 'Over which time it is told; monthly when it is left out.'),
  table_name: text(most.line, 'The table it is read from.'),
  tables: texts('Tables it needs. Whoever may not read each of them does not see the metric.'),
  expression: text(most.sql, 'The aggregate alone.'),
  time_column: text(most.line, 'The column that places it in time.'),
  dimensions: texts('Columns by which it can be split.'),
  filters: texts('What it is always narrowed to.'),
  synonyms: texts('Other names people use.'),
  notes: texts('What whoever uses it has to know.'),
  sql: text(most.sql, 'The statement. May be left out where there is an expression.'),
  sql_variants: Type.Optional(
    Type.Unsafe<Readonly<Record<string, string>> | null>({
      type: ['object', 'null'],
      maxProperties: 50,
      propertyNames: { pattern: variantName },
      additionalProperties: { type: 'string', minLength: 1, maxLength: most.sql },
      description: 'The same split otherwise: `by_region` and its statement.',
    }),
  ),
  validation: Type.Optional(
    Type.Unsafe<Readonly<Record<string, unknown>> | null>({
      type: ['object', 'null'],
      maxProperties: 100,
      description: 'What its value is held against; kept as it is.',
    }),
  ),
} as const;

/** The fields as one schema. */
export const metricDraft = Type.Object(metricFields, { additionalProperties: false });

/** A metric as somebody wrote it; checked, and nothing filled in. */
export type MetricDraft = Static<typeof metricDraft>;

/** A metric with all that was left out. */
export interface Metric {
  /** `category/name`. */
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly display_name: string;
  readonly description: string | null;
  readonly type: string;
  readonly unit: string | null;
  readonly grain: string;
  readonly table_name: string | null;
  readonly tables: readonly string[];
  readonly expression: string | null;
  readonly time_column: string | null;
  readonly dimensions: readonly string[];
  readonly filters: readonly string[];
  readonly synonyms: readonly string[];
  readonly notes: readonly string[];
  /** Empty where there is an expression alone. */
  readonly sql: string;
  readonly sql_variants: Readonly<Record<string, string>>;
  readonly validation: Readonly<Record<string, unknown>>;
}

/** Fills in what was left out. */
export const metricOf = (draft: MetricDraft): Metric => ({
  id: metricId(draft),
  name: draft.name,
  category: draft.category,
  display_name: said(draft.display_name) ?? draft.name,
  description: said(draft.description),
  type: said(draft.type) ?? 'sum',
  unit: said(draft.unit),
  grain: said(draft.grain) ?? 'monthly',
  table_name: said(draft.table_name),
  tables: listed(draft.tables),
  expression: said(draft.expression),
  time_column: said(draft.time_column),
  dimensions: listed(draft.dimensions),
  filters: listed(draft.filters),
  synonyms: listed(draft.synonyms),
  notes: listed(draft.notes),
  sql: said(draft.sql) ?? '',
  sql_variants: draft.sql_variants ?? {},
  validation: draft.validation ?? {},
});

const listed = (texts: readonly string[] | null | undefined): readonly string[] => texts ?? [];

const said = (text: string | null | undefined): string | null => (text?.trim() ? text : null);

/** How a metric is named everywhere. */
export const metricId = ({ category, name }: Pick<MetricDraft, 'category' | 'name'>): string =>
  `${category}/${name}`;
