import type { RemoteFilter } from '@agnes/sdk/engine';
import { type Bound, boundValue } from './bound-value.ts';
import { type Field, isRepeated, wordOf } from './column-types.ts';
import { columnMissing, filterUnfit } from './errors.ts';
import { quoted } from './quoted.ts';
import type { Parameter } from './statement.ts';

/** Fields by their name in lower case: names are not told apart by case. */
export type Fields = ReadonlyMap<string, Field>;

/** What a condition is written into. */
export interface Writing {
  readonly fields: Fields;
  /** Those of the whole statement; each condition adds its own. */
  readonly parameters: Parameter[];
}

/** A condition in GoogleSQL that means what it means here, with every value bound. */
export const conditionOf = (filter: RemoteFilter, { fields, parameters }: Writing): string => {
  const field = fields.get(filter.column.toLowerCase());
  if (!field) throw columnMissing({ column: filter.column });
  const column = quoted(field.name ?? '');
  if (!('value' in filter) && !('values' in filter)) return `${column} ${filter.operator.toUpperCase()}`;
  refuseUnfit(filter, field);
  const bind: Bind = (value) => {
    const bound = boundValue(value, { field, column, name: `p${parameters.length}` });
    parameters.push(bound.parameter);
    return bound;
  };
  return 'values' in filter ? oneOf(filter.values, bind) : comparison(filter, field, bind);
};

type Compared = Extract<RemoteFilter, { value: unknown }>;
type Value = Compared['value'];
type Bind = (value: Value) => Bound;

const oneOf = (values: readonly Value[], bind: Bind): string => {
  const groups = Map.groupBy(values.map(bind), ({ column }) => column);
  const lists = [...groups].map(([column, bound]) => `${column} IN (${bound.map(nameOf).join(', ')})`);
  return lists.length === 0 ? 'FALSE' : `(${lists.join(' OR ')})`;
};

const nameOf = ({ parameter }: Bound): string => `@${parameter.name}`;

const comparison = ({ operator, value }: Compared, field: Field, bind: Bind): string => {
  const bound = bind(operator === 'like' ? plainBackslash(String(value)) : value);
  const condition = `${bound.column} ${operator.toUpperCase()} ${nameOf(bound)}`;
  // Here NaN is greater than every number; at BigQuery it is neither greater nor less.
  const isAbove = operator === '>' || operator === '>=';
  return isAbove && wordOf(field) === 'FLOAT64' ? `(${condition} OR IS_NAN(${bound.column}))` : condition;
};

/** Here no character of a pattern escapes the next; at BigQuery the backslash does. */
const plainBackslash = (pattern: string): string => pattern.replaceAll('\\', '\\\\');

/** Types of which nothing but NULL can be asked there as it is asked here. */
const unasked = ['BYTES', 'STRUCT', 'RANGE', 'JSON'];

const refuseUnfit = ({ column, operator }: RemoteFilter, field: Field): void => {
  const type = isRepeated(field) ? 'ARRAY' : wordOf(field);
  const isUnfit = type === 'ARRAY' || unasked.includes(type) || (operator === 'like' && type !== 'STRING');
  if (isUnfit) throw filterUnfit({ column, operator, type });
};
