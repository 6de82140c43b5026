import type { Entity } from './client.ts';
import { saidIn } from './enrichment.ts';
import { fileNameOf } from './file-name.ts';
import { objectIn, textIn } from './json.ts';
import { segmentsOf, tagNamesOf, tagsOf } from './tags.ts';

/** A metric as it is written into a file. */
export interface Metric {
  readonly name: string;
  readonly display_name: string;
  readonly category: string;
  readonly type?: string;
  readonly unit?: string;
  readonly grain?: string;
  readonly time_column?: string;
  readonly table?: string;
  readonly expression?: string;
  readonly description?: string;
  readonly dimensions: readonly string[];
  readonly notes: readonly string[];
  readonly synonyms: readonly string[];
}

/** Reads a metric: what it has no field for is in its tags, `Category.X`, `Grain.X`, `Dimension.X`, `MetricType.X`, `Unit.X`. */
export const metricOf = (entity: Entity): Metric | undefined => {
  const name = textIn(entity, 'name');
  if (name === undefined) return undefined;
  const tags = tagsOf(entity);
  const extension = objectIn(entity, 'extension');
  const said = {
    type: (textIn(entity, 'metricType') ?? tagged(tags, 'MetricType')[0])?.toLowerCase(),
    unit: textIn(entity, 'unitOfMeasurement') ?? tagged(tags, 'Unit')[0],
    grain: (textIn(entity, 'granularity') ?? tagged(tags, 'Grain')[0])?.toLowerCase(),
    time_column: textIn(extension, 'timeColumn') ?? textIn(extension, 'time_column'),
    table: textIn(extension, 'table'),
    expression: expressionOf(entity),
    description: saidIn(entity),
  };
  return {
    name,
    display_name: textIn(entity, 'displayName') ?? name,
    category: fileNameOf(tagged(tags, 'MetricCategory')[0] ?? tagged(tags, 'Category')[0] ?? '') || 'general',
    ...present(said),
    dimensions: tagged(tags, 'Dimension'),
    notes: textsIn(extension, 'notes'),
    synonyms: textsIn(extension, 'synonyms'),
  };
};

/** True for a metric with this tag, by its name or by its fully qualified name. */
export const hasTag = (entity: Entity, tag: string): boolean =>
  tagsOf(entity).some((fqn) => fqn === tag) || tagNamesOf(entity).includes(tag);

const tagged = (tags: readonly string[], kind: string): readonly string[] =>
  tags.filter((tag) => tag.startsWith(`${kind}.`)).map((tag) => segmentsOf(tag).slice(1).join('.'));

const expressionOf = (entity: Entity): string | undefined => {
  const expression = objectIn(entity, 'metricExpression');
  return (
    textIn(expression, 'code') ??
    textIn(expression, 'expression') ??
    textIn(entity, 'metricExpression') ??
    textIn(entity, 'expression')
  );
};

const textsIn = (entity: Entity, key: string): readonly string[] => {
  const one = textIn(entity, key);
  if (one !== undefined) return [one];
  const many: unknown = entity[key];
  return Array.isArray(many) ? many.filter((item) => typeof item === 'string') : [];
};

type Present<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

const present = <T extends object>(values: T): Present<T> =>
  // What is left out is what had no value.
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
