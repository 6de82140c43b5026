import type { TablePlace } from '../scope.ts';
import { isScalarAllowed, isTableFunctionAllowed, takesTableName } from './gate-functions.ts';
import { notOneSelect, Refusal } from './refusal.ts';
import { foldName, shownPlace } from './table-place.ts';

/** A node of what `json_serialize_sql` gives; its fields are known by their names only. */
export type Node = Readonly<Record<string, unknown>>;
/** Names a part of the statement may use: lower-case names of common table expressions seen so far. */
type Names = Pick<ReadonlySet<string>, 'has'>;

/** Told of every table a statement names, each time it does; throws when it must not. */
export type UseTable = (name: string, place: TablePlace, node: Node) => void;

/** Walks a parsed statement, refusing what a query must not touch; answers with the tables it names. */
export const checkTree = (root: unknown, granted: UseTable): readonly string[] => {
  const tables = new Set<string>();
  const use: UseTable = (name, place, node) => {
    granted(name, place, node);
    tables.add(name);
  };
  // A stack, not recursion: a chain of thousands of UNIONs is as deep as it is long.
  const stack: [unknown, Names][] = [[root, new Set()]];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [value, names] = top;
    if (showsCatalog(value)) tables.add(catalog);
    if (Array.isArray(value)) for (const item of value) stack.push([item, names]);
    else if (isNode(value)) stack.push(...partsOf(value, names, use));
  }
  return [...tables];
};

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Stands among the tables for the catalog, which tells of every table that is granted. No table is called that. */
const catalog = 'information_schema.';

/** True for a relation that has been let through although it is no table. */
const showsCatalog = (value: unknown): boolean => {
  const { type, schema_name: schema, query } = Object(value);
  if (type === 'SHOW_REF') return !query;
  return type === 'BASE_TABLE' && foldName(schema) === 'information_schema';
};

const partsOf = (node: Node, names: Names, use: UseTable): [unknown, Names][] => {
  checkRelation(node, names, use);
  if (typeof node['function_name'] === 'string') checkScalar(node['function_name']);
  const { cte_map: ctes, ...rest } = node;
  const parts = expressionsOf(ctes, names);
  const seen = namedBy(ctes, node, names);
  const children = node['type'] === 'TABLE_FUNCTION' ? { ...rest, function: argumentsOf(node) } : rest;
  return [
    ...parts,
    ...Object.entries(children).map(([key, part]) => within(key, part, { node, names, seen })),
  ];
};

/** The first half of a recursive expression does not see the expression itself. */
const within = (
  key: string,
  part: unknown,
  { node, names, seen }: { node: Node; names: Names; seen: Names },
): [unknown, Names] => [part, node['type'] === 'RECURSIVE_CTE_NODE' && key === 'left' ? names : seen];

/** Each common table expression sees the earlier ones only; a later one of the same name hides nothing from it. */
const expressionsOf = (ctes: unknown, names: Names): [unknown, Names][] => {
  const entries = entriesOf(ctes);
  const own = placesOf(entries.map(({ key }) => foldName(key)));
  return entries.map(({ value }, index) => [value, namesBefore(index, own, names)]);
};

const placesOf = (own: readonly string[]): ReadonlyMap<string, number> =>
  // The first of two counts.
  new Map(own.map((name, index) => [name, index] as const).reverse());

/** The names before a place of a list, and those around it. A set for each place would make a long list slow. */
const namesBefore = (place: number, own: ReadonlyMap<string, number>, around: Names): Names => ({
  has: (name) => (own.get(name) ?? place) < place || around.has(name),
});

const namedBy = (ctes: unknown, node: Node, names: Names): Names => {
  const own = entriesOf(ctes).map(({ key }) => foldName(key));
  const recursive = node['type'] === 'RECURSIVE_CTE_NODE' ? [foldName(node['cte_name'])] : [];
  const all = [...own, ...recursive];
  return all.length === 0 ? names : namesBefore(all.length, placesOf(all), names);
};

const entriesOf = (ctes: unknown): readonly { readonly key: unknown; readonly value: unknown }[] =>
  (ctes as { readonly map: readonly { key: unknown; value: unknown }[] } | undefined)?.map ?? [];

/** Kinds of relations that hold others or nothing; they are walked, not checked. */
const harmless = new Set(['SUBQUERY', 'JOIN', 'EXPRESSION_LIST', 'EMPTY', 'PIVOT']);

const checkRelation = (node: Node, names: Names, use: UseTable): void => {
  // Relations have an alias and a sample; expressions have a class, query nodes no alias.
  if ('class' in node || !('alias' in node) || !('sample' in node)) return;
  if (node['type'] === 'BASE_TABLE') checkTable(node, names, use);
  else if (node['type'] === 'TABLE_FUNCTION') checkTableFunction(node, names, use);
  else if (node['type'] === 'SHOW_REF') checkShow(node);
  else if (!harmless.has(String(node['type']))) throw notOneSelect();
};

const checkTable = (node: Node, names: Names, use: UseTable): void => {
  const place = placeOf(node);
  const [catalog, schema, table] = place;
  if (catalog === '' && schema === '' && names.has(foldName(table))) return;
  if (catalog === '' && foldName(schema) === 'information_schema' && isOpenCatalog(foldName(table))) return;
  if (catalog === '' && foldName(schema) === 'main') use(table, ['', '', table], node);
  else use(shownPlace(place), place, node);
};

/** Where a node of a table says that it is. */
const placeOf = (node: Node): TablePlace => [
  String(node['catalog_name']),
  String(node['schema_name']),
  String(node['table_name']),
];

/** These show the sandbox, which holds what is granted and nothing else. */
const isOpenCatalog = (view: string): boolean => view === 'tables' || view === 'columns';

const checkTableFunction = (node: Node, names: Names, use: UseTable): void => {
  const name = functionOf(node);
  if (!isTableFunctionAllowed(name)) throw functionRefused(name);
  if (!takesTableName(name)) return;
  const [table] = childrenOf(node) as readonly (Node | undefined)[];
  const parts = table?.['column_names'];
  if (!Array.isArray(parts) || parts.length !== 1) throw functionRefused(name);
  if (!names.has(foldName(parts[0]))) use(String(parts[0]), ['', '', String(parts[0])], node);
};

const functionOf = (node: Node): string => String((node['function'] as Node | undefined)?.['function_name']);

const childrenOf = (node: Node): readonly unknown[] =>
  ((node['function'] as Node | undefined)?.['children'] ?? []) as readonly unknown[];

/** The name of a table function is checked against its own list, its arguments like any expression. */
const argumentsOf = (node: Node): unknown => {
  const { function_name: _name, ...rest } = (node['function'] ?? {}) as Node;
  return rest;
};

const checkShow = (node: Node): void => {
  const { table_name: table, catalog_name: catalog, schema_name: schema, query } = node;
  // DESCRIBE and SUMMARIZE hold a query, which is walked like any other.
  if (query) return;
  if (table !== '"tables"' || catalog !== '' || schema !== '') throw notOneSelect();
};

const checkScalar = (name: string): void => {
  if (!isScalarAllowed(name)) throw functionRefused(name);
};

const functionRefused = (name: string): Refusal =>
  new Refusal({ code: 'function_not_allowed', message: `Query error: no function ${name}`, subject: name });
