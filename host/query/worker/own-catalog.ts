import type { Node } from './statement-tree.ts';
import { foldName } from './table-place.ts';

/**
 * Relations of the catalog that the worker makes itself, for statements that name them. DuckDB's own are not reached:
 * they hold what it calls its own, and the text of views, which names files.
 */
const made: ReadonlyMap<string, string> = new Map([
  [
    'duckdb_tables',
    // What is granted are views here; to whom asks they are tables.
    `SELECT database_name, database_oid, schema_name, schema_oid, view_name AS table_name, view_oid AS table_oid,
       comment, tags, false AS internal, false AS temporary, false AS has_primary_key,
       NULL::BIGINT AS estimated_size, column_count, 0::BIGINT AS index_count,
       0::BIGINT AS check_constraint_count, NULL::VARCHAR AS sql
     FROM system.main.duckdb_views() WHERE NOT internal`,
  ],
  ['duckdb_columns', 'SELECT * FROM system.main.duckdb_columns() WHERE NOT internal'],
]);

/** The relation that the worker makes for a table a statement names. With a schema before it the name is DuckDB's. */
export const ownRelationFor = (table: string, node: Node): string | undefined => {
  const name = foldName(table);
  return made.has(name) && !node['schema_name'] && !node['catalog_name'] ? name : undefined;
};

/** A statement with the relations it names before it. They stand in no catalog: nobody else sees them. */
export const withOwnRelations = (sql: string, names: ReadonlySet<string>): string => {
  if (names.size === 0) return sql;
  const list = [...names].map((name) => `${name} AS (${made.get(name)})`);
  return `WITH ${list.join(', ')} SELECT * FROM (\n${sql}\n)`;
};
