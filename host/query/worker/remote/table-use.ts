import type { Column } from '@agnes/sdk';
import type { RemoteUse } from '../../protocol.ts';
import type { Node } from '../statement-tree.ts';
import { foldName, placeKey } from '../table-place.ts';
import { asNode } from './literal.ts';

/** A table at a source, and where the statement names it. */
export interface TableUse extends RemoteUse {
  readonly nodes: readonly Node[];
}

/** The one place where a statement names a table, and the SELECT it is read by. */
export interface SingleUse {
  readonly node: Node;
  readonly select: Node;
  readonly columns: readonly Column[];
  /** True when the SELECT reads nothing else. */
  readonly isAlone: boolean;
}

/** Nodes of tables, by the key of their place. */
export type NamedNodes = ReadonlyMap<string, readonly Node[]>;

/** The tables at sources that a statement names. */
export const usesOf = (remotes: readonly RemoteUse[], named: NamedNodes): readonly TableUse[] =>
  remotes.map((remote) => ({ ...remote, nodes: named.get(placeKey(remote.place)) ?? [] }));

/**
 * The use of a table that is named once, in a SELECT whose conditions speak of its rows as they are: no join invents
 * rows in their place or pairs them by position, and no sample is drawn from them.
 */
export const singleUseOf = (root: unknown, { nodes, columns }: TableUse): SingleUse | undefined => {
  const [node, second] = nodes;
  if (!node || second || !isPlainTable(node)) return undefined;
  const select = selectOf(root, node);
  if (!select || select['sample']) return undefined;
  return { node, select, columns, isAlone: select['from_table'] === node };
};

const isPlainTable = ({ type, sample, column_name_alias: aliases }: Node): boolean =>
  type === 'BASE_TABLE' && !sample && Array.isArray(aliases) && aliases.length === 0;

const selectOf = (root: unknown, node: Node): Node | undefined => {
  const stack: unknown[] = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const found = asNode(value);
    if (found['type'] === 'SELECT_NODE' && isKept(found['from_table'], node)) return found;
    stack.push(...Object.values(value));
  }
  return undefined;
};

/** True when every row of the table that meets a condition is still there after the joins, or never was. */
const isKept = (from: unknown, node: Node): boolean => {
  if (from === node) return true;
  const { type, ref_type: ref, join_type: join, left, right, sample } = asNode(from);
  if (type !== 'JOIN' || sample || (ref !== 'REGULAR' && ref !== 'CROSS')) return false;
  if (leftKeeps.has(String(join)) && isKept(left, node)) return true;
  return rightKeeps.has(String(join)) && isKept(right, node);
};

const leftKeeps = new Set(['INNER', 'LEFT', 'SEMI', 'ANTI']);
const rightKeeps = new Set(['INNER', 'RIGHT']);

/** The column that a reference means; nothing where it may mean another thing. */
export const columnOf = (reference: unknown, { node, columns, isAlone }: SingleUse): Column | undefined => {
  const { class: what, column_names: names } = asNode(reference);
  if (what !== 'COLUMN_REF' || !Array.isArray(names)) return undefined;
  const alias = foldName(node['alias'] || node['table_name']);
  const [first, second, third] = names.map(foldName);
  const name = isAlone && second === undefined ? first : second;
  const isOurs = third === undefined && (name === first || first === alias);
  // A column that is called like its table makes `a.b` mean two things.
  if (!isOurs || columns.some((column) => foldName(column.name) === alias)) return undefined;
  return columns.find((column) => foldName(column.name) === name);
};
