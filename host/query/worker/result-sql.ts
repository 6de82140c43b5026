import type { DuckDBType } from '@duckdb/node-api';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { QueryFormat } from '../protocol.ts';
import { arrowCast } from './arrow/cast-type.ts';

/** A column of a result; `type` is DuckDB's name for its type, `shape` what it is made of. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly shape: DuckDBType;
}

/** How a result is written. `limit` absent: every row. */
export interface ResultForm {
  readonly format: QueryFormat;
  readonly csvRaw: boolean;
  readonly limit: number | undefined;
}

/** Wraps a statement so that DuckDB itself writes the rows in the form wanted; the order of the rows stays. */
export const resultSql = (
  sql: string,
  columns: readonly ResultColumn[],
  { format, csvRaw, limit }: ResultForm,
): string => {
  // Columns are renamed by position: names may be empty, equal or anything.
  const names = columns.map((_, index) => `c${index}`);
  const capped = limit === undefined ? '' : ` LIMIT ${limit}`;
  // On lines of its own: the statement may end in a comment.
  return `SELECT ${selectList[format](columns, csvRaw)} FROM (\n${sql}\n) AS q(${names.join(', ')})${capped}`;
};

/** Writes the result of `resultSql` to a path; text forms are one finished line per row, taken as it is. */
export const copySql = (wrapped: string, path: string, format: CopiedFormat): string =>
  `COPY (${wrapped}) TO ${quoteText(path)} (${copyOptions[format]}, USE_TMP_FILE false)`;

/** How many rows a statement has, counted no further than `most`. */
export const countSql = (sql: string, most: number): string =>
  `SELECT count(*) FROM (SELECT * FROM (\n${sql}\n) LIMIT ${most})`;

// Lines are made by `json_array`, which escapes control characters: neither delimiter can occur in them.
const lines = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01'";

/** What DuckDB writes by itself. */
export type CopiedFormat = Exclude<QueryFormat, 'arrow'>;

const copyOptions: Record<CopiedFormat, string> = {
  json: lines,
  ndjson: lines,
  csv: 'FORMAT csv, HEADER true',
  parquet: 'FORMAT parquet',
};

type SelectList = (columns: readonly ResultColumn[], csvRaw: boolean) => string;

const selectList: Record<QueryFormat, SelectList> = {
  json: (columns) => `',' || json_array(${columns.map(jsonOf).join(', ')})::VARCHAR`,
  ndjson: (columns) => {
    const keys = uniqueNames(columns.map(({ name }) => name));
    const pairs = columns.map((column, index) => `${quoteText(keys[index] ?? '')}, ${jsonOf(column, index)}`);
    return `json_object(${pairs.join(', ')})::VARCHAR`;
  },
  csv: (columns, csvRaw) =>
    columns
      .map((column, index) => `${csvOf(column, index, csvRaw)} AS ${nameInCsv(column, csvRaw)}`)
      .join(', '),
  parquet: (columns) =>
    columns.map((column, index) => `${parquetOf(column, index)} AS ${quoteIdent(column.name)}`).join(', '),
  arrow: (columns) => columns.map(arrowOf).join(', '),
};

const exact = /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM|BOOLEAN)$/;

/** Integers of any width and booleans as they are; what JSON cannot hold exactly as text. */
const jsonOf = ({ type }: ResultColumn, index: number): string => {
  const column = `c${index}`;
  if (exact.test(type)) return column;
  if (type === 'DOUBLE') return finite(column, `to_json(${column})`);
  // Through text: 0.1 as FLOAT would become 0.10000000149011612 as a JSON number.
  if (type === 'FLOAT') return finite(column, `to_json(${column}::VARCHAR::DOUBLE)`);
  if (type === 'TIMESTAMP WITH TIME ZONE') return `replace(${column}::VARCHAR, '+00', '+00:00')`;
  return `${column}::VARCHAR`;
};

const finite = (column: string, json: string): string =>
  `CASE WHEN isfinite(${column}) THEN ${json} WHEN isnan(${column}) THEN to_json('NaN')
   WHEN ${column} > 0 THEN to_json('Infinity') WHEN ${column} < 0 THEN to_json('-Infinity') END`;

/** Types whose text may begin with anything. */
const freeText = /^(?:VARCHAR|JSON|BLOB|VARIANT|ENUM\(.*|UNION\(.*)$/s;

/** A spreadsheet would run a cell that starts like a formula; an apostrophe makes it text. */
const csvOf = ({ type }: ResultColumn, index: number, csvRaw: boolean): string => {
  const column = `c${index}`;
  if (csvRaw || !freeText.test(type)) return column;
  // No IN list: it becomes a join, and a join above ORDER BY loses the order.
  return `regexp_replace(${column}::VARCHAR, '^[=+@\\t\\r-]', '''\\0')`;
};

const nameInCsv = ({ name }: ResultColumn, csvRaw: boolean): string =>
  quoteIdent(!csvRaw && /^[=+\-@\t\r]/.test(name) ? `'${name}` : name);

/** The parquet writer would make a lossy DOUBLE of them; beyond 38 digits the query fails instead. */
const parquetOf = ({ type }: ResultColumn, index: number): string =>
  type === 'HUGEINT' || type === 'UHUGEINT' ? `c${index}::DECIMAL(38, 0)` : `c${index}`;

const arrowOf = ({ shape }: ResultColumn, index: number): string => {
  const cast = arrowCast(shape);
  return cast === undefined ? `c${index}` : `CAST(c${index} AS ${cast}) AS c${index}`;
};

/** The names with `_1`, `_2` after repeated ones, as DuckDB does it. */
export const uniqueNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 1; taken.has(unique); count += 1) unique = `${name}_${count}`;
    taken.add(unique);
    return unique;
  });
};
