import { readAttachedQuery } from '@agnes/sdk/attached-query';
import type { DuckDBConnection } from '@duckdb/node-api';
import { badQuery } from '../errors.ts';

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
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  const found = readAttachedQuery(String(reader.value(0, 0)), catalog);
  if ('refused' in found) throw badQuery({ table: name, reason: found.refused });
  const named = new Map(found.tables.map((table) => [JSON.stringify(table), table]));
  return [...named.values()].map(({ schema, table }) => ({ bucket: schema, sourceTable: table }));
};
