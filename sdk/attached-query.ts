/** A part of what `json_serialize_sql` of DuckDB gives; its fields are known by their names only. */
export type StatementNode = Readonly<Record<string, unknown>>;

/** A table of an attached catalog, as a query names it. */
export interface AttachedTable {
  readonly schema: string;
  readonly table: string;
}

/** What one SELECT reads of an attached catalog. */
export interface AttachedQuery {
  /** In the order of the text; one that is named twice is there twice. */
  readonly tables: readonly AttachedTable[];
  /** Every part of the statement. */
  readonly nodes: readonly StatementNode[];
}

/** Lower-case names of common table expressions that a part of the statement sees. */
type Names = ReadonlySet<string>;

/** A part, and the names it sees. */
type Seen = readonly [part: unknown, names: Names];

/**
 * What a query reads of the catalog that was attached under this name, by DuckDB's own parse of it (the text that
 * `json_serialize_sql` gives). `refused` says why it is not one SELECT over tables of that catalog alone: whatever else
 * it named could be a file of the server.
 */
export const readAttachedQuery = (
  serialized: string,
  catalog: string,
): AttachedQuery | { readonly refused: string } => {
  const { statements, error_message: message }: StatementNode = JSON.parse(serialized);
  if (message !== undefined) return { refused: String(message) };
  if (!Array.isArray(statements) || statements.length !== 1) return { refused: 'it is not one statement' };
  const parts = seenParts(statements[0]);
  const strangers = parts.map(([node, names]) => strangerAt(node, names, catalog));
  const refused = strangers.find((stranger) => stranger !== undefined);
  if (refused !== undefined) return { refused };
  const nodes = parts.map(([node]) => node);
  return { nodes, tables: nodes.filter((node) => isOfCatalog(node, catalog)).map(placeOf) };
};

/** Every part of a statement, in the order of the text, with the names it sees. */
const seenParts = (root: unknown): readonly (readonly [StatementNode, Names])[] => {
  const found: (readonly [StatementNode, Names])[] = [];
  // A stack, not recursion: a chain of thousands of UNIONs is as deep as it is long.
  const stack: Seen[] = [[root, new Set()]];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [part, names] = top;
    if (!isNode(part)) continue;
    if (!Array.isArray(part)) found.push([part, names]);
    stack.push(...partsOf(part, names).toReversed());
  }
  return found;
};

const isNode = (part: unknown): part is StatementNode => typeof part === 'object' && part !== null;

/** Each common table expression sees the earlier ones only: a later one of the same name hides no file from it. */
const partsOf = (node: StatementNode, names: Names): readonly Seen[] => {
  if (Array.isArray(node)) return node.map((item): Seen => [item, names]);
  const { cte_map: ctes, ...rest } = node;
  const seen = new Set(names);
  const expressions = entriesOf(ctes).map(({ key, value }): Seen => {
    const part: Seen = [value, new Set(seen)];
    seen.add(folded(key));
    return part;
  });
  const isRecursive = node['type'] === 'RECURSIVE_CTE_NODE';
  if (isRecursive) seen.add(folded(node['cte_name']));
  const others = Object.entries(rest).map(([key, part]): Seen => {
    // The first half of a recursive expression does not see the expression itself.
    return [part, isRecursive && key === 'left' ? names : seen];
  });
  return [...expressions, ...others];
};

const entriesOf = (ctes: unknown): readonly StatementNode[] => {
  const map = isNode(ctes) ? ctes['map'] : undefined;
  return Array.isArray(map) ? map : [];
};

const placeOf = (node: StatementNode): AttachedTable => ({
  schema: textAt(node, 'schema_name'),
  table: textAt(node, 'table_name'),
});

const isOfCatalog = (node: StatementNode, catalog: string): boolean =>
  node['type'] === 'BASE_TABLE' &&
  folded(node['catalog_name']) === folded(catalog) &&
  textAt(node, 'schema_name') !== '';

const harmlessRelations = new Set(['SUBQUERY', 'JOIN', 'EXPRESSION_LIST', 'EMPTY', 'PIVOT']);
const harmlessFunctions = new Set(['range', 'generate_series', 'unnest', 'json_each', 'json_tree']);

/** What is at a node that is no part of the catalog; nothing where all is well. */
const strangerAt = (node: StatementNode, names: Names, catalog: string): string | undefined => {
  // Relations have an alias and a sample; expressions have a class, query nodes no alias.
  if ('class' in node || !('alias' in node) || !('sample' in node)) return undefined;
  const type = textAt(node, 'type');
  if (type === 'TABLE_FUNCTION') return strangeFunction(node['function']);
  if (type !== 'BASE_TABLE') return harmlessRelations.has(type) ? undefined : `it holds a ${type}`;
  const { schema, table } = placeOf(node);
  const isShared = textAt(node, 'catalog_name') === '' && schema === '' && names.has(folded(table));
  if (isShared || isOfCatalog(node, catalog)) return undefined;
  const place = [textAt(node, 'catalog_name'), schema, table].filter((word) => word !== '').join('.');
  return `it reads "${place}", which is no table of ${catalog}`;
};

const strangeFunction = (call: unknown): string | undefined => {
  const name = isNode(call) ? textAt(call, 'function_name') : '';
  return harmlessFunctions.has(name) ? undefined : `it calls ${name}`;
};

const textAt = (node: StatementNode, field: string): string => String(node[field] ?? '');

/** DuckDB folds ASCII only. */
const folded = (name: unknown): string => String(name).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
