import type { RemoteFilter } from '@agnes/sdk';
import type { QueryParams } from '../../protocol.ts';
import { type Comparison, comparedValue, hasPlainNulls } from './comparable.ts';
import { asList, asNode, literalOf } from './literal.ts';
import { columnOf, type SingleUse } from './table-use.ts';

/** The conditions of a SELECT that its source can apply. */
export interface Pushed {
  readonly filters: readonly RemoteFilter[];
  /** True when these are all there are. */
  readonly isAll: boolean;
}

/** The conditions on one table that are certain to mean the same at its source. */
export const filtersOf = (use: SingleUse, params: QueryParams): Pushed => {
  const parts = conjunctsOf(use.select['where_clause']);
  const found = parts.map((part) => filterOf(part, use, params));
  return { filters: found.flatMap((some) => some ?? []), isAll: found.every((some) => some !== undefined) };
};

const conjunctsOf = (where: unknown): readonly unknown[] => {
  const { type, children } = asNode(where);
  if (!where) return [];
  return type === 'CONJUNCTION_AND' ? asList(children).flatMap(conjunctsOf) : [where];
};

type Read = (
  node: ReturnType<typeof asNode>,
  use: SingleUse,
  params: QueryParams,
) => readonly RemoteFilter[] | undefined;

const filterOf = (
  part: unknown,
  use: SingleUse,
  params: QueryParams,
): readonly RemoteFilter[] | undefined => {
  const node = asNode(part);
  return readers[String(node['class'])]?.(node, use, params);
};

const compared: Read = (node, use, params) => {
  const operator = comparisons[String(node['type'])];
  if (!operator) return undefined;
  return (
    comparisonOf({ left: node['left'], operator, right: node['right'] }, use, params) ??
    comparisonOf({ left: node['right'], operator: flipped[operator], right: node['left'] }, use, params)
  );
};

const between: Read = ({ type, input, lower, upper }, use, params) => {
  if (type !== 'COMPARE_BETWEEN') return undefined;
  const low = comparisonOf({ left: input, operator: '>=', right: lower }, use, params);
  const high = comparisonOf({ left: input, operator: '<=', right: upper }, use, params);
  return low && high && [...low, ...high];
};

const operated: Read = ({ type, children }, use, params) => {
  const [subject, ...rest] = asList(children);
  const column = columnOf(subject, use);
  if (!column) return undefined;
  const { name } = column;
  const test = nullTests[String(type)];
  if (test) return hasPlainNulls(column.type) ? [{ column: name, operator: test }] : undefined;
  if (type !== 'COMPARE_IN') return undefined;
  const values = rest.map((item) => comparedValue(column.type, '=', literalOf(item, params)));
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? [{ column: name, operator: 'in', values: known }] : undefined;
};

/** `LIKE 'begin%'`; an escape or another wildcard is not read alike everywhere. */
const liked: Read = ({ function_name: name, children }, use, params) => {
  const [subject, pattern] = asList(children);
  const column = name === '~~' ? columnOf(subject, use) : undefined;
  const value = comparedValue(column?.type ?? '', '=', literalOf(pattern, params));
  if (column?.type !== 'VARCHAR' || typeof value !== 'string' || !/^[^%_\\]+%$/.test(value)) return undefined;
  return [{ column: column.name, operator: 'like', value }];
};

const readers: Readonly<Record<string, Read>> = {
  COMPARISON: compared,
  BETWEEN: between,
  OPERATOR: operated,
  FUNCTION: liked,
};

interface Compared {
  readonly left: unknown;
  readonly operator: Comparison;
  readonly right: unknown;
}

const comparisonOf = (
  { left, operator, right }: Compared,
  use: SingleUse,
  params: QueryParams,
): readonly RemoteFilter[] | undefined => {
  const column = columnOf(left, use);
  const value = column && comparedValue(column.type, operator, literalOf(right, params));
  return column && value !== undefined ? [{ column: column.name, operator, value }] : undefined;
};

const comparisons: Readonly<Record<string, Comparison>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};

const flipped: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const nullTests: Readonly<Record<string, 'is null' | 'is not null'>> = {
  OPERATOR_IS_NULL: 'is null',
  OPERATOR_IS_NOT_NULL: 'is not null',
};
