import type { PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Settings } from '../settings.ts';
import { firstLine } from './failure.ts';
import { quoteIdent, quoteOptions, quoteText } from './quote.ts';

/** A sheet that is to be read. */
export interface Workbook {
  readonly name: string;
  readonly path: string;
  readonly config: Settings;
  readonly table: PlannedTable;
}

/** A statement that reads a sheet, and what becomes of cells that are not like the first of their column. */
export interface WorkbookSelect {
  readonly sql: string;
  readonly notices: readonly ReadMessage[];
}

/** How a sheet is read. DuckDB takes the type of a column from its first row. */
export const workbookSelect = async (
  connection: DuckDBConnection,
  workbook: Workbook,
): Promise<WorkbookSelect> => {
  const { config, table } = workbook;
  if (config.all_text) return { sql: readSheet(workbook, { all_varchar: true }), notices: [] };
  const sql = readSheet(workbook);
  // Read to its end: a cell of another type may be the last.
  const misfit = await connection.run(`SELECT count(*) FROM (SELECT hash(COLUMNS(*)) ${sql})`).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (misfit === undefined) return { sql, notices: [] };
  if (table.onTypeError === 'freeze') throw misfit;
  return lenient(connection, workbook, misfit);
};

const lenient = async (
  connection: DuckDBConnection,
  workbook: Workbook,
  misfit: unknown,
): Promise<WorkbookSelect> => {
  const { name, table } = workbook;
  const both = `(${readSheet(workbook, { ignore_errors: true })}) a POSITIONAL JOIN (${readSheet(workbook, { all_varchar: true })}) b`;
  const described = await connection.runAndReadAll(`DESCRIBE ${readSheet(workbook)}`);
  const columns = described.getRows().map(([column]) => quoteIdent(String(column)));
  const counts = columns.map((one) => `count(*) FILTER (WHERE a.${one} IS NULL AND b.${one} <> '')`);
  const reader = await connection.runAndReadAll(`SELECT ${counts.join(', ')} FROM ${both}`);
  const odd = new Set(columns.filter((_, index) => Number(reader.value(index, 0)) > 0));
  // Whatever it is, it is no cell of another type.
  if (odd.size === 0) throw misfit;
  const isText = table.onTypeError !== 'discard';
  const list = columns.map((one) => `${isText && odd.has(one) ? 'b' : 'a'}.${one}`);
  const what = `cells of ${[...odd].join(', ')} in "${name}" are not like the first (${firstLine(misfit)})`;
  const notice = isText
    ? { code: 'column_type_fallback', message: `Read as text: ${what}.` }
    : { code: 'values_nulled', message: `Became null: ${what}.` };
  return {
    sql: `SELECT ${list.join(', ')} FROM ${both}`,
    notices: [{ type: 'notice', table: table.id, ...notice }],
  };
};

const readSheet = ({ path, config }: Workbook, more: Readonly<Record<string, boolean>> = {}): string =>
  `FROM read_xlsx(${quoteText(path)}${quoteOptions({ ...config.xlsx, ...more })})`;
