import type { Column } from '@agnes/sdk';
import { isColumnType } from '@agnes/sdk/extract';
import { storedType } from '../../store/duckdb/declared-json.ts';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { badColumnType } from '../errors.ts';
import type { Sandbox } from './sandbox.ts';

/** Names and types of what a SELECT gives, without running it. */
export const columnsOf = async (sandbox: Sandbox, select: string): Promise<readonly Column[]> =>
  (await sandbox.rows(`DESCRIBE ${select}`)).map(([name, type]) => ({
    name: String(name),
    type: String(type),
  }));

/** A SELECT list with one expression per column, under the column's own name. */
export const projection = (columns: readonly Column[], expression: (column: Column) => string): string =>
  columns.map((column) => `${expression(column)} AS ${quoteIdent(column.name)}`).join(', ');

/** A SELECT that gives these columns and no row. */
export const emptyRows = (columns: readonly Column[]): string =>
  `SELECT ${projection(columns, ({ type }) => `CAST(NULL AS ${type})`)} LIMIT 0`;

/** A STRUCT literal of name and type, as the readers of text files want it. */
export const typeStruct = (columns: readonly Column[]): string =>
  `{${columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(type)}`).join(', ')}}`;

/**
 * The types somebody set by hand, checked and by lower-case name: the engine does not tell case apart. They are set for
 * all tables of a source, so a table may well lack some of the columns.
 */
export const typeOverrides = (types: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(types).map(([column, type]) => {
      if (!isColumnType(type)) throw badColumnType({ column, type });
      return [column.toLowerCase(), storedType(type)];
    }),
  );
