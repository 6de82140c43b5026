interface Operator {
  readonly name?: string;
  readonly operator_name?: string;
  readonly operator_cardinality?: number;
  readonly operator_timing?: number;
  readonly extra_info?: Readonly<Record<string, unknown>>;
  readonly children?: readonly Operator[];
}

/** What a plan shows of an operator. Anything else may be a file's path. */
const shown = [
  'Projections',
  'Filters',
  'Expression',
  'Groups',
  'Aggregates',
  'Join Type',
  'Conditions',
  'Order By',
  'Top',
  'Limit',
  'Estimated Cardinality',
];

/** The plan DuckDB gave as JSON, reduced to its operators: one line each, indented below the one it feeds. */
export const planText = (json: string): string => {
  // The shape is DuckDB's; every field is optional here.
  const plan = JSON.parse(json) as Operator | readonly Operator[];
  const roots = 'length' in plan ? plan : [plan];
  return roots.flatMap((root) => linesOf(root, 0)).join('\n');
};

/** Names of all operators of a plan. */
export const operatorsOf = (json: string): readonly string[] =>
  planText(json)
    .split('\n')
    .map((line) => line.trim().split(' ')[0] ?? '');

const linesOf = (operator: Operator, depth: number): readonly string[] => {
  const name = operator.operator_name ?? operator.name;
  const isFrame = name === undefined || name === 'EXPLAIN_ANALYZE';
  const children = (operator.children ?? []).flatMap((child) => linesOf(child, isFrame ? depth : depth + 1));
  return isFrame ? children : [`${'  '.repeat(depth)}${name}${detailsOf(operator)}`, ...children];
};

const detailsOf = ({
  extra_info: extra = {},
  operator_cardinality: rows,
  operator_timing: seconds,
}: Operator) => {
  const details = shown
    .filter((key) => extra[key] !== undefined)
    .map((key) => `${key}: ${[extra[key]].flat().join(', ')}`);
  const measured = rows === undefined ? [] : [`${rows} rows`, `${((seconds ?? 0) * 1000).toFixed(1)} ms`];
  const all = [...details, ...measured].map((text) => text.replaceAll(/\s+/g, ' '));
  return all.length === 0 ? '' : ` (${all.join('; ')})`;
};
