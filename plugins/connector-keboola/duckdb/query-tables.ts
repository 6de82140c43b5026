import type { DuckDBConnection } from '@duckdb/node-api';
import { notOneSelect } from '../errors.ts';
import { isRecord, listAt, textAt } from '../json.ts';

/** A table of the stack that a query reads. */
export interface QueryTable {
  readonly bucket: string;
  readonly sourceTable: string;
}

/** The query of a registered table. */
export interface Query {
  readonly name: string;
  readonly sql: string;
}

/** The catalog that stands for the project in queries. */
export const catalog = 'kbc';

/** The tables of the project that a query reads, as DuckDB's own parser finds them. Throws unless it is one SELECT. */
export const tablesOfQuery = async (
  connection: DuckDBConnection,
  { name, sql }: Query,
): Promise<readonly QueryTable[]> => {
  const tree = await treeOf(connection, sql);
  const words = textAt(tree, 'error_message');
  if (words !== undefined) throw notOneSelect({ table: name, reason: words });
  const statements = listAt(tree, 'statements');
  if (statements.length !== 1) throw notOneSelect({ table: name, reason: 'it is not one statement' });
  const found = new Map(projectTables(statements).map((table) => [JSON.stringify(table), table]));
  return [...found.values()];
};

const treeOf = async (connection: DuckDBConnection, sql: string): Promise<unknown> => {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  return JSON.parse(String(reader.value(0, 0)));
};

/** A stack, not recursion: a chain of thousands of UNIONs is as deep as it is long. */
const projectTables = (root: unknown): readonly QueryTable[] => {
  const found: QueryTable[] = [];
  const stack: unknown[] = [root];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (Array.isArray(top)) stack.push(...top.filter((item) => item !== undefined));
    if (!isRecord(top)) continue;
    found.push(...tableAt(top));
    stack.push(...Object.values(top));
  }
  return found;
};

const tableAt = (node: Readonly<Record<string, unknown>>): readonly QueryTable[] => {
  const isOurs = node['type'] === 'BASE_TABLE' && textAt(node, 'catalog_name')?.toLowerCase() === catalog;
  const [bucket, sourceTable] = [textAt(node, 'schema_name'), textAt(node, 'table_name')];
  return isOurs && bucket && sourceTable ? [{ bucket, sourceTable }] : [];
};
