import type { DuckDBConnection } from '@duckdb/node-api';
import { fileMalformed } from '../errors.ts';
import { csvOptions } from '../file-format.ts';
import type { Settings } from '../settings.ts';
import { quoteOptions, quotePath, quoteText } from './quote.ts';

/** A file of text in an object store. */
export interface RemoteText {
  readonly name: string;
  readonly path: string;
  readonly kind: 'csv' | 'json' | 'ndjson';
  readonly config: Settings;
}

/** A statement that copies a file of text value by value, and how the copy is written. */
export interface TextSelect {
  readonly sql: string;
  readonly options: string;
}

/**
 * How a file of text is copied without a value being understood: what its columns are is for the host to find out, by
 * the rules that it has for every file.
 */
export const textSelect = (connection: DuckDBConnection, text: RemoteText): Promise<TextSelect> =>
  text.kind === 'csv' ? csvSelect(connection, text) : Promise.resolve(jsonSelect(text));

const csvSelect = async (
  connection: DuckDBConnection,
  { name, path, config }: RemoteText,
): Promise<TextSelect> => {
  // What a null is, the host decides: until then it is a text.
  const { delimiter, nullstr: _, ...given } = csvOptions(name, config);
  const from = quotePath(path);
  const sniffed = await connection.runAndReadAll(
    `SELECT "Delimiter", "HasHeader", "Columns"[1]."name", len("Columns")
     FROM sniff_csv(${from}${quoteOptions({ delim: delimiter, ...given })})`,
  );
  const [delim, header, first, columns] = sniffed.getRows()[0] ?? [];
  // A line with a column too many makes DuckDB take every line for one column, without an error.
  if (delimiter === undefined && Number(columns) === 1 && /[,;\t|]/.test(String(first))) {
    const reason = `the lines do not have the columns its first line promises (${String(first)}).`;
    throw fileMalformed({ file: name, reason });
  }
  // Found out before the types are given up: numbers under names are how a header is known.
  const options = quoteOptions({ delim, ...given, header, all_varchar: true });
  return { sql: `FROM read_csv(${from}${options})`, options: 'FORMAT csv, HEADER true' };
};

/** Every object as it is written, on a line of its own: a line break stands between its values and never in them. */
const jsonSelect = ({ path, kind }: RemoteText): TextSelect => {
  const format = kind === 'ndjson' ? 'newline_delimited' : 'auto';
  const lines = `regexp_replace(CAST(json AS VARCHAR), '[\\r\\n]+', ' ', 'g')`;
  return {
    sql: `SELECT ${lines} FROM read_json_objects(${quotePath(path)}, format = '${format}')`,
    options: `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ${quoteText('\u0001')}`,
  };
};
