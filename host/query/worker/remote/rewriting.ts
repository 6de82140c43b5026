import type { Column } from '@agnes/sdk';
import { figuresName } from '../../protocol.ts';
import type { Node } from '../statement-tree.ts';
import { foldName } from '../table-place.ts';
import { Figures } from './figures.ts';
import { asList, asNode } from './literal.ts';
import { quotient, referenceTo } from './made-nodes.ts';
import { columnOf, type SingleUse } from './table-use.ts';

/** Functions that make one value of one value, whatever they are given. */
const scalars = new Set([
  'abs',
  'ceil',
  'coalesce',
  'floor',
  'ifnull',
  'lower',
  'nullif',
  'round',
  'trim',
  'upper',
]);
const harmless = new Set(['CONSTANT', 'CAST', 'COMPARISON', 'CONJUNCTION', 'OPERATOR', 'CASE', 'BETWEEN']);

/** A number that this language does not hold exactly would come out as another one. */
const isExact = ({ class: what, value }: Node): boolean => {
  const { is_null: isNull, value: constant } = asNode(value);
  if (what !== 'CONSTANT' || isNull === true) return true;
  return typeof constant === 'string' || typeof constant === 'boolean' || Number.isSafeInteger(constant);
};

/** Puts the figures of a source in the place of the aggregates of a SELECT. */
export class Rewriting {
  readonly figures: Figures;
  readonly #use: SingleUse;
  readonly #groups: ReadonlyMap<string, Column>;
  readonly #aliases: ReadonlySet<string>;
  #failed = false;

  constructor(use: SingleUse, groups: readonly Column[]) {
    this.#use = use;
    this.figures = new Figures(use);
    this.#groups = new Map(groups.map((column) => [foldName(column.name), column]));
    const items = asList(use.select['select_list']).map(asNode);
    this.#aliases = new Set(items.flatMap(({ alias }) => (alias ? [foldName(alias)] : [])));
  }

  select(select: Node): Node | undefined {
    const rewritten = {
      ...select,
      select_list: asList(select['select_list']).map((item) => this.#expression(item)),
      where_clause: select['having'] ? this.#expression(select['having']) : null,
      modifiers: asList(select['modifiers']).map((modifier) => this.#modifier(asNode(modifier))),
      having: null,
      group_expressions: [],
      group_sets: [],
      aggregate_handling: 'STANDARD_HANDLING',
      from_table: {
        ...this.#use.node,
        alias: '',
        catalog_name: '',
        schema_name: '',
        table_name: figuresName,
      },
    };
    return this.#failed ? undefined : rewritten;
  }

  #modifier(modifier: Node): Node {
    if (modifier['type'] !== 'ORDER_MODIFIER') return modifier;
    const orders = asList(modifier['orders']).map(asNode);
    return {
      ...modifier,
      orders: orders.map((order) => ({ ...order, expression: this.#expression(order['expression']) })),
    };
  }

  #expression(value: unknown): unknown {
    const node = asNode(value);
    if (node['class'] === 'COLUMN_REF') return this.#reference(node);
    if (node['class'] === 'FUNCTION') return this.#call(node);
    if (!harmless.has(String(node['class'])) || !isExact(node)) this.#failed = true;
    return this.#parts(node);
  }

  /** The same node over rewritten expressions; what is no expression, such as a type, stays as it is. */
  #parts(node: Node): Node {
    const entries = Object.entries(node).map(([key, part]) => [key, this.#part(part)] as const);
    return Object.fromEntries(entries);
  }

  #part(part: unknown): unknown {
    if (Array.isArray(part)) return part.map((item) => this.#part(item));
    if ('class' in asNode(part)) return this.#expression(part);
    // The checks of a CASE are pairs of expressions.
    return 'when_expr' in asNode(part) ? this.#parts(asNode(part)) : part;
  }

  #reference(node: Node): Node {
    const column = columnOf(node, this.#use);
    if (column && this.#groups.has(foldName(column.name))) return referenceTo(column.name, node);
    const [name, second] = asList(node['column_names']);
    if (column || second !== undefined || !this.#aliases.has(foldName(name))) this.#failed = true;
    return node;
  }

  #call(node: Node): Node {
    const name = foldName(node['function_name']);
    if (node['is_operator'] === true || scalars.has(name)) return this.#parts(node);
    const figures = this.figures.of({ ...node, function_name: name });
    const [first, second] = figures ?? [];
    if (!first) this.#failed = true;
    if (!first || !second) return referenceTo(first?.aggregate.as ?? '', node);
    return quotient(referenceTo(first.aggregate.as), referenceTo(second.aggregate.as), node);
  }
}
