import { badRequest } from './errors.ts';

/** True for a query that names tables as `bq."dataset"."table"`: between double quotes GoogleSQL has texts, not names. */
export const isDuckDbSql = (sql: string): boolean => /\bbq\s*\.\s*"/i.test(sql);

/** A table of BigQuery that a query of DuckDB reads, and the columns it may read of it. */
export interface ReadTable {
  readonly dataset: string;
  readonly table: string;
  /** In lower case. Absent: all of them. */
  readonly columns?: ReadonlySet<string>;
}

/** A part of a statement, as DuckDB itself has understood it. */
type Node = Readonly<Record<string, unknown>>;

/** The tables a query reads, by DuckDB's own parse of it; throws unless it is one SELECT over the attachment alone. */
export const tablesOf = (serialized: string): readonly ReadTable[] => {
  const tree: Node = JSON.parse(serialized);
  const { statements, error_message: message } = tree;
  if (!Array.isArray(statements) || statements.length !== 1) {
    throw badRequest({ reason: String(message ?? 'it is more than one statement') });
  }
  const nodes = nodesIn(statements);
  const shared = new Set(nodes.flatMap((node) => sharedNames(node)));
  const bases = nodes.filter(({ type }) => type === 'BASE_TABLE');
  const tables = bases.filter((node) => !isShared(node, shared));
  const stranger =
    nodes.find(({ type }) => type === 'TABLE_FUNCTION') ?? tables.find((node) => !isAttached(node));
  if (stranger) throw badRequest({ reason: `it reads ${nameOf(stranger)}, which is no table of bq` });
  const columns = columnsIn(nodes);
  return tables.map((node) => ({
    dataset: String(node['schema_name']),
    table: String(node['table_name']),
    ...(columns && { columns }),
  }));
};

const nodesIn = (value: unknown): readonly Node[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesIn);
  return Array.isArray(value) ? inner : [Object(value), ...inner];
};

/** Names that a WITH gives to parts of the query. */
const sharedNames = ({ cte_map: shared }: Node): readonly string[] => {
  const { map } = Object(shared);
  return Array.isArray(map) ? map.map(({ key }) => String(key).toLowerCase()) : [];
};

const isShared = (node: Node, shared: ReadonlySet<string>): boolean =>
  node['schema_name'] === '' && shared.has(String(node['table_name']).toLowerCase());

const isAttached = ({ catalog_name, schema_name }: Node): boolean =>
  String(catalog_name).toLowerCase() === 'bq' && schema_name !== '';

const nameOf = ({ table_name, schema_name, function: call }: Node): string =>
  `"${String(table_name ?? Object(call).function_name ?? schema_name)}"`;

/** Every name of a column that occurs: of more than one table it is not known whose it is, so it counts for each. */
const columnsIn = (nodes: readonly Node[]): ReadonlySet<string> | undefined => {
  if (nodes.some(({ class: kind }) => kind === 'STAR')) return undefined;
  const names = nodes
    .filter(({ class: kind }) => kind === 'COLUMN_REF')
    .flatMap((node) => node['column_names']);
  return new Set(names.map((name) => String(name).toLowerCase()));
};
