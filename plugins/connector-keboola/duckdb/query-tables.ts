import type { DuckDBConnection } from '@duckdb/node-api';
import { badQuery } from '../errors.ts';
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

/**
 * The tables of the project that a query reads, as DuckDB's own parser finds them. Throws unless it is one SELECT over
 * them and nothing else: no files, no functions that read any.
 */
export const tablesOfQuery = async (
  connection: DuckDBConnection,
  { name, sql }: Query,
): Promise<readonly QueryTable[]> => {
  const refuse = (reason: string): Error => badQuery({ table: name, reason });
  const tree = await treeOf(connection, sql);
  const words = textAt(tree, 'error_message');
  if (words !== undefined) throw refuse(words);
  const statements = listAt(tree, 'statements');
  if (statements.length !== 1) throw refuse('it is not one statement');
  const nodes = recordsIn(statements);
  const own = new Set(nodes.flatMap((node) => listAt(node, 'cte_map', 'map')).map(keyOf));
  const found = nodes.flatMap((node) => tableAt(node, own, refuse));
  return [...new Map(found.map((table) => [JSON.stringify(table), table])).values()];
};

const treeOf = async (connection: DuckDBConnection, sql: string): Promise<unknown> => {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  return JSON.parse(String(reader.value(0, 0)));
};

/** A stack, not recursion: a chain of thousands of UNIONs is as deep as it is long. */
const recordsIn = (root: unknown): readonly Readonly<Record<string, unknown>>[] => {
  const found: Readonly<Record<string, unknown>>[] = [];
  const stack: unknown[] = [root];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (Array.isArray(top)) stack.push(...top.filter((item) => item !== undefined));
    if (!isRecord(top)) continue;
    found.push(top);
    stack.push(...Object.values(top));
  }
  return found;
};

/** Name of a common table expression. */
const keyOf = (entry: unknown): string => textAt(entry, 'key')?.toLowerCase() ?? '';

const harmless = new Set(['range', 'generate_series', 'unnest', 'json_each', 'json_tree']);

/** The table of the project at a node; nothing where there is none. */
const tableAt = (
  node: Readonly<Record<string, unknown>>,
  own: ReadonlySet<string>,
  refuse: (reason: string) => Error,
): readonly QueryTable[] => {
  if (node['type'] === 'TABLE_FUNCTION') {
    const called = textAt(node, 'function', 'function_name') ?? '';
    if (!harmless.has(called)) throw refuse(`it calls ${called}`);
  }
  if (node['type'] !== 'BASE_TABLE') return [];
  const parts = ['catalog_name', 'schema_name', 'table_name'].map((part) => textAt(node, part) ?? '');
  const [place = '', bucket = '', sourceTable = ''] = parts;
  if (place.toLowerCase() === catalog && bucket !== '') return [{ bucket, sourceTable }];
  if (place === '' && bucket === '' && own.has(sourceTable.toLowerCase())) return [];
  throw refuse(`it reads ${parts.filter((part) => part !== '').join('.')}, which is no table of the project`);
};
