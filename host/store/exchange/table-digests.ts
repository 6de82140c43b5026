import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteIdent, quoteText } from '../quote-ident.ts';

/** What a table holds: how many rows, and a sum over the hashes of all of them, in whatever order they lie. */
export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  readonly digest: string;
}

/** Tables that an export adds to those of the state. */
export const exportTables = ['export_tables', 'export_files'] as const;

/** Reads every table of the state in an attached database, sorted by name. */
export const digestsOf = async (
  connection: DuckDBConnection,
  database: string,
): Promise<readonly TableDigest[]> => {
  const names = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteText(database)} ORDER BY table_name`,
  );
  const digests: TableDigest[] = [];
  for (const [name] of names.getRows()) {
    const table = String(name);
    if (!exportTables.some((own) => own === table)) digests.push(await digestOf(connection, database, table));
  }
  return digests;
};

const digestOf = async (
  connection: DuckDBConnection,
  database: string,
  table: string,
): Promise<TableDigest> => {
  const answer = await connection.runAndReadAll(
    `SELECT count(*), coalesce(sum(md5_number(r::VARCHAR) % 18446744073709551557), 0)::VARCHAR
     FROM ${quoteIdent(database)}.main.${quoteIdent(table)} AS r`,
  );
  const [rows, digest] = answer.getRows()[0] ?? [];
  return { table, rows: Number(rows), digest: String(digest) };
};
