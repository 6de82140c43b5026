import type { Node } from '../statement-tree.ts';
import { asList, asNode } from './literal.ts';
import type { SingleUse } from './table-use.ts';

/**
 * How many rows of a table are enough, where any will do: the SELECT is the whole statement, reads nothing else, and
 * gives one row for each of the table. One more than is shown, so that a cut is told.
 */
export const enoughRows = (root: Node, { select, isAlone }: SingleUse, shown: number): number | undefined => {
  if (select !== root || !isAlone || !isPlainSelect(select)) return undefined;
  const modifiers = asList(select['modifiers']).map(asNode);
  if (modifiers.length === 0) return shown + 1;
  const [modifier, second] = modifiers;
  if (second || modifier?.['type'] !== 'LIMIT_MODIFIER') return undefined;
  const offset = modifier['offset'] ? countOf(modifier['offset']) : 0;
  const limit = modifier['limit'] ? countOf(modifier['limit']) : shown + 1;
  return offset === undefined || limit === undefined ? undefined : offset + Math.min(limit, shown + 1);
};

const isPlainSelect = (select: Node): boolean =>
  !select['where_clause'] &&
  !select['having'] &&
  !select['qualify'] &&
  asList(select['group_expressions']).length === 0 &&
  select['aggregate_handling'] === 'STANDARD_HANDLING' &&
  asList(asNode(select['cte_map'])['map']).length === 0 &&
  asList(select['select_list']).every(isOneValue);

/** A function may be an aggregate, or make several rows of one. */
const isOneValue = (expression: unknown): boolean => {
  const { class: what, child, columns, expr, replace_list: replaced } = asNode(expression);
  if (what === 'CAST') return isOneValue(child);
  if (what === 'STAR') return columns === false && !expr && asList(replaced).length === 0;
  return what === 'COLUMN_REF' || what === 'CONSTANT';
};

const countOf = (node: unknown): number | undefined => {
  const { class: what, value } = asNode(node);
  const { type, value: count } = asNode(value);
  const isWhole = what === 'CONSTANT' && /^(INTEGER|BIGINT)$/.test(String(asNode(type)['id']));
  return isWhole && typeof count === 'number' && count >= 0 ? count : undefined;
};
