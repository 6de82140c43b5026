import type { Column } from '@agnes/sdk';
import type { Node } from '../statement-tree.ts';
import { foldName } from '../table-place.ts';
import { canGroup, type Figure } from './figures.ts';
import { asList, asNode } from './literal.ts';
import { Rewriting } from './rewriting.ts';
import { columnOf, type SingleUse } from './table-use.ts';

/** A statement that a source can group, and what is left of it over the figures. */
export interface FigureStatement {
  readonly groups: readonly Column[];
  readonly figures: readonly Figure[];
  /** The SELECT over the figures, in DuckDB's tree. */
  readonly select: Node;
}

/** Takes the aggregates out of a SELECT over one table; nothing where not all of it is certain to come out the same. */
export const figureStatement = (root: Node, use: SingleUse): FigureStatement | undefined => {
  const { select, isAlone } = use;
  if (select !== root || !isAlone || !isPlain(select) || hidesColumn(use)) return undefined;
  const groups = groupsOf(use);
  if (!groups) return undefined;
  const rewriting = new Rewriting(use, groups);
  const rewritten = rewriting.select(select);
  const isGrouped = groups.length > 0 || rewriting.figures.all.length > 0;
  if (!rewritten || !isGrouped) return undefined;
  // A source that groups without any figure still has to count something.
  if (rewriting.figures.all.length === 0) rewriting.figures.countRows();
  return { groups, figures: rewriting.figures.all, select: rewritten };
};

const isPlain = (select: Node): boolean =>
  !select['qualify'] &&
  asList(select['group_sets']).length <= 1 &&
  asList(asNode(select['cte_map'])['map']).length === 0 &&
  asList(select['modifiers']).every(isPlainModifier);

/** True when an item is called like a column that it is not: then a name may mean the one or the other. */
const hidesColumn = (use: SingleUse): boolean =>
  asList(use.select['select_list']).some((item) => {
    const alias = foldName(asNode(item)['alias']);
    const hidden = use.columns.find(({ name }) => foldName(name) === alias);
    return hidden !== undefined && columnOf(item, use) !== hidden;
  });

const isPlainModifier = (modifier: unknown): boolean => {
  const { type, distinct_on_targets: on, limit, offset } = asNode(modifier);
  if (type === 'ORDER_MODIFIER') return true;
  if (type === 'DISTINCT_MODIFIER') return asList(on).length === 0;
  return (
    type === 'LIMIT_MODIFIER' &&
    [limit, offset].every((count) => !count || asNode(count)['class'] === 'CONSTANT')
  );
};

/** The columns it groups by; nothing when it groups by something else. */
const groupsOf = (use: SingleUse): readonly Column[] | undefined => {
  const { select } = use;
  const items = asList(select['select_list']);
  const isAll = select['aggregate_handling'] === 'FORCE_AGGREGATES';
  const wanted = isAll
    ? items.filter((item) => asNode(item)['class'] === 'COLUMN_REF')
    : asList(select['group_expressions']).map((expression) => itemOf(expression, items));
  const columns = wanted.map((expression) => columnOf(expression, use));
  const known = columns.filter((column) => column !== undefined);
  return known.length === columns.length && known.every(({ type }) => canGroup(type)) ? known : undefined;
};

/** `GROUP BY 1` means the first item. */
const itemOf = (expression: unknown, items: readonly unknown[]): unknown => {
  const { class: what, value } = asNode(expression);
  return what === 'CONSTANT' ? items[Number(asNode(value)['value']) - 1] : expression;
};
