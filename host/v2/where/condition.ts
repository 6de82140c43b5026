import { rejected } from '../errors.ts';
import { constantOf } from './constant.ts';
import { asList, asNode, type Dialect, folded, type Node } from './dialect.ts';
import { intervalOf } from './interval.ts';

/** The table a condition is about. */
export interface About {
  readonly dialect: Dialect;
  /** Names by which the table itself may be meant. */
  readonly names: readonly string[];
  readonly columns: readonly string[];
}

/** Deeper than this no honest condition is. */
const deepest = 200;

/** Writes a condition anew from the parser's tree. What is not known here is refused; nothing else is handed on. */
export const conditionOf = (root: unknown, about: About): string => written(root, { about, depth: 0 });

interface Place {
  readonly about: About;
  readonly depth: number;
}

type Writer = (node: Node, place: Place) => string;

const written = (value: unknown, { about, depth }: Place): string => {
  const node = asNode(value);
  const writer = writers[String(node['class'])];
  if (depth > deepest) throw rejected('disallowed_node', 'it is nested too deeply');
  // A name before a value means an argument by its name.
  if (!writer || node['alias'] !== '') throw notCovered(node);
  return writer(node, { about, depth: depth + 1 });
};

const notCovered = ({ class: what, type }: Node): Error =>
  rejected(
    'disallowed_node',
    `a part of it is not covered: ${String(type ?? what ?? 'unknown').toLowerCase()}`,
  );

const all = (values: unknown, place: Place): readonly string[] =>
  asList(values).map((value) => written(value, place));

const column: Writer = ({ column_names: names }, { about }) => {
  const [first = '', second, third] = asList(names).map(String);
  const known = (name: string) => about.columns.find((one) => folded(one) === folded(name));
  const isTable = about.names.some((name) => folded(name) === folded(first));
  if (second === undefined) return bareName(first, known(first), about);
  if (!isTable && !known(first)) {
    throw rejected('cross_table_reference', `"${first}" is not the table that is scanned`, first);
  }
  if (!isTable || third !== undefined) {
    throw rejected('disallowed_node', `fields within a column are not covered: "${first}.${second}"`);
  }
  return nameOf(second, known(second), about);
};

/** What looks like a column and is none may be a word that is a call. */
const bareName = (name: string, known: string | undefined, about: About): string => {
  const { constants, calls } = about.dialect;
  const call = !known && constants.has(folded(name)) ? calls[folded(name)] : undefined;
  return call?.([], String) ?? nameOf(name, known, about);
};

const nameOf = (asked: string, known: string | undefined, { dialect }: About): string => {
  if (known === undefined) throw rejected('unknown_column', `the table has no column "${asked}"`, asked);
  return dialect.name(known);
};

const constant: Writer = (node, { about }) => {
  const text = constantOf(asNode(node['value']), about.dialect);
  if (text === undefined) throw notCovered(node);
  return text;
};

const comparison: Writer = (node, place) => {
  const operator = comparisons[String(node['type'])];
  if (!operator) throw notCovered(node);
  return `(${written(node['left'], place)} ${operator} ${written(node['right'], place)})`;
};

const comparisons: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_GREATERTHAN: '>',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'IS DISTINCT FROM',
  COMPARE_NOT_DISTINCT_FROM: 'IS NOT DISTINCT FROM',
};

const conjunction: Writer = (node, place) => {
  const joint = { CONJUNCTION_AND: ' AND ', CONJUNCTION_OR: ' OR ' }[String(node['type'])];
  if (!joint) throw notCovered(node);
  return `(${all(node['children'], place).join(joint)})`;
};

const between: Writer = ({ input, lower, upper }, place) =>
  `(${written(input, place)} BETWEEN ${written(lower, place)} AND ${written(upper, place)})`;

const operated: Writer = (node, place) => {
  const [first = '', ...rest] = all(node['children'], place);
  const write = operations[String(node['type'])];
  if (!write) throw notCovered(node);
  return write(first, rest);
};

const operations: Readonly<Record<string, (first: string, rest: readonly string[]) => string>> = {
  OPERATOR_NOT: (first) => `(NOT ${first})`,
  OPERATOR_IS_NULL: (first) => `(${first} IS NULL)`,
  OPERATOR_IS_NOT_NULL: (first) => `(${first} IS NOT NULL)`,
  OPERATOR_COALESCE: (first, rest) => `COALESCE(${[first, ...rest].join(', ')})`,
  COMPARE_IN: (first, rest) => `(${first} IN (${rest.join(', ')}))`,
  COMPARE_NOT_IN: (first, rest) => `(${first} NOT IN (${rest.join(', ')}))`,
};

const choice: Writer = (node, place) => {
  const checks = asList(node['case_checks']).map(asNode);
  const whens = checks.map(
    ({ when_expr: when, then_expr: then }) => `WHEN ${written(when, place)} THEN ${written(then, place)}`,
  );
  return `CASE ${whens.join(' ')} ELSE ${written(node['else_expr'], place)} END`;
};

const cast: Writer = (node, place) => {
  const { dialect } = place.about;
  const type = dialect.type(asNode(node['cast_type']));
  if (type === undefined) throw rejected('disallowed_node', 'nothing is cast to this type');
  const how = node['try_cast'] === true ? dialect.tryCast : 'CAST';
  return `${how}(${written(node['child'], place)} AS ${type})`;
};

const call: Writer = (node, place) => {
  const { dialect } = place.about;
  const name = folded(String(node['function_name']));
  const args = asList(node['children']);
  if (!isPlainCall(node)) throw notCovered(node);
  const write = (argument: unknown): string => written(argument, place);
  if (node['is_operator'] === true) return operator(node, args.map(write), dialect);
  const interval = intervalOf(node, write);
  if (interval !== undefined) return interval;
  const known = Object.hasOwn(dialect.calls, name) ? dialect.calls[name] : undefined;
  if (!known) throw rejected('unknown_function', `the function "${name}" is not among those allowed`, name);
  const text = known(args, write);
  if (text === undefined)
    throw rejected('disallowed_node', `"${name}" is not covered with these arguments`, name);
  return text;
};

const operator = (node: Node, [left = '', right, more]: readonly string[], dialect: Dialect): string => {
  const name = String(node['function_name']);
  if (right === undefined && (name === '-' || name === '+')) return `(${name} ${left})`;
  const written = Object.hasOwn(dialect.operators, name) ? dialect.operators[name] : undefined;
  if (written === undefined || right === undefined || more !== undefined) {
    throw rejected('disallowed_node', `the operator ${name} is not covered`, name);
  }
  return `(${left} ${written} ${right})`;
};

/** No schema, no order, no filter, nothing that only an aggregate has. */
const isPlainCall = ({ schema, catalog, filter, distinct, order_bys: order, export_state: state }: Node) =>
  // What has a syntax of its own, such as EXTRACT, is named in full by the parser.
  (schema === '' || schema === 'main') &&
  catalog === '' &&
  !filter &&
  distinct === false &&
  state === false &&
  asList(asNode(order)['orders']).length === 0;

const nested: Writer = () => {
  throw rejected('nested_select', 'it holds a SELECT of its own');
};

const writers: Readonly<Record<string, Writer>> = {
  COLUMN_REF: column,
  CONSTANT: constant,
  COMPARISON: comparison,
  CONJUNCTION: conjunction,
  BETWEEN: between,
  OPERATOR: operated,
  CASE: choice,
  CAST: cast,
  FUNCTION: call,
  SUBQUERY: nested,
};
