import type { PlannedTable } from '@agnes/sdk';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readingOf } from './column-types.ts';
import { catalog, quoteText, told } from './duckdb.ts';
import { quoteIdent } from './quote.ts';
import type { FullSettings } from './settings.ts';

/** A SELECT over the attached database. */
export interface AttachedSelect {
  readonly text: string;
  /** Columns that may lose digits. */
  readonly lossy: readonly string[];
}

/** How a table is read through the extension, which cannot tell what becomes of numbers without a size. */
export const attachedSelect = async (
  connection: DuckDBConnection,
  { bucket = 'public', sourceTable = '', columns, maxRows }: PlannedTable,
  { numeric }: Pick<FullSettings, 'numeric'>,
): Promise<AttachedSelect> => {
  const from = `${quoteIdent(bucket)}.${quoteIdent(sourceTable)}`;
  const found = await columnsOf(connection, from);
  const free = new Set(found.filter(({ isFree }) => isFree).map(({ name }) => name));
  const names = columns ?? found.map(({ name }) => name);
  const limit = maxRows === undefined ? '' : ` LIMIT ${maxRows + 1}`;
  const list = (expression: (name: string) => string): string =>
    names
      .map((name) => `${free.has(name) ? expression(name) : quoteIdent(name)} AS ${quoteIdent(name)}`)
      .join(', ');
  if (!names.some((name) => free.has(name))) {
    return { text: `SELECT ${list(quoteIdent)} FROM ${catalog}.${from}${limit}`, lossy: [] };
  }
  const { type, select, misfit, isLossy } = readingOf({ name: 'numeric', modifier: -1 }, -1, numeric);
  // They come as text, and become numbers here: then none of them is too large for the server, or for the extension.
  const sent = list((name) => {
    const value = quoteIdent(name);
    const isMisfit = misfit ? `(${misfit(value)}) IS TRUE` : 'false';
    return `CASE WHEN NOT (${isMisfit}) THEN (${select(value)})::text END`;
  });
  const taken = list((name) => `CAST(${quoteIdent(name)} AS ${type})`);
  const inner = quoteText(`SELECT ${sent} FROM ${from}${limit}`);
  return {
    text: `SELECT ${taken} FROM postgres_query(${quoteText(catalog)}, ${inner})`,
    lossy: isLossy ? names.filter((name) => free.has(name)) : [],
  };
};

interface Found {
  readonly name: string;
  /** True for a number without a declared size. */
  readonly isFree: boolean;
}

const columnsOf = async (connection: DuckDBConnection, from: string): Promise<readonly Found[]> => {
  const asked = `SELECT attname::text AS name, atttypid = 'numeric'::regtype AND atttypmod = -1 AS is_free
    FROM pg_catalog.pg_attribute WHERE attrelid = ${quoteText(from)}::regclass AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum`;
  const read = connection.runAndReadAll(
    `SELECT name, is_free FROM postgres_query(${quoteText(catalog)}, ${quoteText(asked)})`,
  );
  return (await told(read))
    .getRows()
    .map(([name, isFree]) => ({ name: String(name), isFree: isFree === true }));
};
