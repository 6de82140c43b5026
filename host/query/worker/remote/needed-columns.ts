import type { Node } from '../statement-tree.ts';
import { foldName } from '../table-place.ts';
import { asList, asNode } from './literal.ts';
import type { TableUse } from './table-use.ts';

/**
 * Names of the columns of a table that a statement may read, in the order of the table. A column counts as read when
 * its name stands anywhere as that of a column, whichever table is meant there: too many at most, and never too few.
 */
export const neededColumns = (root: unknown, use: TableUse): readonly string[] => {
  const { columns } = use;
  const mentioned = mentionsIn(root, use);
  const needed = mentioned === 'all' ? columns : columns.filter(({ name }) => mentioned.has(foldName(name)));
  // Rows are counted by any of their columns; a number is the least to bring.
  const least = columns.find(({ type }) => /^(BOOLEAN|\w*INT\w*|DATE)$/.test(type)) ?? columns[0];
  return (needed.length > 0 ? needed : [least]).flatMap((column) => column?.name ?? []);
};

type Mentions = ReadonlySet<string> | 'all';

const mentionsIn = (root: unknown, use: TableUse): Mentions => {
  const names = new Set<string>();
  const own = ownNames(use);
  // The SELECT that a node belongs to goes along: a star means the tables of its own SELECT.
  const stack: [unknown, Node | undefined][] = [[root, undefined]];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [value, owner] = top;
    const node = asNode(value);
    if (meansAll(node, { owner, use, own })) return 'all';
    for (const name of namesOf(node)) names.add(foldName(name));
    stack.push(...partsOf(value, owner));
  }
  return names;
};

/** Names by which the whole row of a table is meant. */
const ownNames = ({ place: [, , table], nodes }: TableUse): ReadonlySet<string> =>
  new Set([table, ...nodes.map(({ alias }) => alias || table)].map(foldName));

const partsOf = (value: unknown, owner: Node | undefined): [unknown, Node | undefined][] => {
  if (typeof value !== 'object' || value === null) return [];
  const within = asNode(value)['type'] === 'SELECT_NODE' ? asNode(value) : owner;
  return Object.values(value).map((part) => [part, within]);
};

const namesOf = ({ class: what, column_names: names, using_columns: using }: Node): readonly unknown[] =>
  what === 'COLUMN_REF' ? asList(names) : asList(using);

interface Meant {
  readonly owner: Node | undefined;
  readonly use: TableUse;
  /** Names by which the whole row is meant. */
  readonly own: ReadonlySet<string>;
}

const meansAll = (node: Node, { owner, use, own }: Meant): boolean => {
  if (use.nodes.some((one) => one === node)) return asList(node['column_name_alias']).length > 0;
  if (node['class'] === 'STAR') return isStarOf(node, { owner, use, own });
  if (node['class'] === 'COLUMN_REF') return own.has(foldName(asList(node['column_names']).at(-1)));
  return node['type'] === 'PIVOT' || node['type'] === 'SHOW_REF' || node['ref_type'] === 'NATURAL';
};

const isStarOf = ({ relation_name: relation }: Node, { owner, use, own }: Meant): boolean => {
  if (relation) return own.has(foldName(relation));
  return use.nodes.some((node) => holds(owner?.['from_table'], node));
};

const holds = (from: unknown, node: Node): boolean => {
  if (from === node) return true;
  const { type, left, right } = asNode(from);
  return type === 'JOIN' && (holds(left, node) || holds(right, node));
};
