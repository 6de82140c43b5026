import type { Column } from '@agnes/sdk';
import { isColumnType } from '@agnes/sdk/extract';
import type { DuckDBConnection } from '@duckdb/node-api';
import { storedType, typeInJson, valueFromJson } from '../../store/duckdb/declared-json.ts';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { type LandedTable, parquetOf } from '../scope.ts';

/** Makes parquet of what was landed, and a view of each where its statement looks for it. Before the lock. */
export const createLanded = async (
  connection: DuckDBConnection,
  landed: readonly LandedTable[],
): Promise<void> => {
  for (const table of landed) {
    const name = await placed(connection, table);
    if (table.path !== undefined) await connection.run(copySql(table.path, table.columns));
    // Of a table the plan shows a scan, where of a view without rows it would show nothing.
    const what = table.isExpected ? 'TABLE' : 'VIEW';
    await connection.run(`CREATE ${what} ${name} AS ${rowsOf(table)}`);
  }
};

const rowsOf = ({ path, columns, types }: LandedTable): string => {
  if (path === undefined) return noRows(columns);
  const casts = types?.map(({ name, type }) => `CAST(${quoteIdent(name)} AS ${type}) AS ${quoteIdent(name)}`);
  return `SELECT ${casts?.join(', ') ?? '*'} FROM read_parquet(${quoteText(parquetOf(path))})`;
};

/** The name as it is found later; a catalog of its own where the statement names one. */
const placed = async (
  connection: DuckDBConnection,
  { place: [catalog, schema, table] }: LandedTable,
): Promise<string> => {
  if (catalog === '') return quoteIdent(table);
  await connection.run(`ATTACH IF NOT EXISTS ':memory:' AS ${quoteIdent(catalog)}`);
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdent(catalog)}.${quoteIdent(schema)}`);
  return [catalog, schema, table].map(quoteIdent).join('.');
};

const copySql = (path: string, columns: readonly Column[]): string => {
  const typed = columns.filter(({ type }) => isColumnType(type)).map(stored);
  const read = typed.map(({ name, type }) => `${quoteText(name)}: ${quoteText(typeInJson(type))}`);
  const list = typed.map((column) => `${valueFromJson(column)} AS ${quoteIdent(column.name)}`);
  const from = `read_json(${quoteText(path)}, format = 'newline_delimited', records = true, columns = {${read.join(', ')}})`;
  return `COPY (SELECT ${list.join(', ')} FROM ${from}) TO ${quoteText(parquetOf(path))} (FORMAT parquet)`;
};

const noRows = (columns: readonly Column[]): string => {
  const list = columns.map(stored).map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdent(name)}`);
  return `SELECT ${list.join(', ')} LIMIT 0`;
};

const stored = ({ name, type }: Column): Column => ({ name, type: storedType(type) });
