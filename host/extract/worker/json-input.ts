import type { Column, FileFormat } from '@agnes/sdk';
import { isColumnType } from '@agnes/sdk/extract';
import { storedType, typeInJson, valueFromJson } from '../../store/duckdb/declared-json.ts';
import { quoteIdent } from '../../store/quote-ident.ts';
import { badColumnType } from '../errors.ts';
import { columnsOf, projection, typeOverrides, typeStruct } from './columns.ts';
import { compressionOption } from './csv-options.ts';
import { filesAtOnce, inferColumns } from './json-columns.ts';
import { fileList, type Sandbox } from './sandbox.ts';

/** A SELECT over JSON files whose columns are inferred from a sample of every file. */
export const jsonSelect = async (
  sandbox: Sandbox,
  paths: readonly string[],
  format: FileFormat,
): Promise<string> => {
  const overrides = typeOverrides(format.types);
  const isPlain = !format.allText && overrides.size === 0 && paths.length <= filesAtOnce;
  if (isPlain) return inferredSelect(sandbox, reader(format, paths, sampled));
  // The values are parsed again with the types found, so only dates that every parser agrees on may be inferred.
  const inferring = `${sampled}, dateformat = '%Y-%m-%d'`;
  const columns = await inferColumns(sandbox, paths, (some, more = inferring) => reader(format, some, more));
  const typed = columns.map(({ name, type }) => ({
    name,
    type: overrides.get(name.toLowerCase()) ?? (format.allText || type === 'JSON' ? 'VARCHAR' : type),
  }));
  return declaredSelect(typed, (struct) => reader(format, paths, `columns = ${struct}`));
};

/** Of every file, not of the first 32: a column that first shows in the next one would be lost. */
const sampled = 'union_by_name = true, maximum_sample_files = 1000000';

const inferredSelect = async (sandbox: Sandbox, from: string): Promise<string> => {
  const columns = await columnsOf(sandbox, `SELECT * FROM ${from}`);
  // JSON is what the engine infers for a mix of numbers and text: the text of the value is what people expect.
  const typed = projection(columns, ({ name, type }) =>
    type === 'JSON' ? `(${quoteIdent(name)} ->> '$')` : quoteIdent(name),
  );
  return `SELECT ${typed} FROM ${from}`;
};

const reader = ({ kind, compression }: FileFormat, paths: readonly string[], more: string): string => {
  const format = kind === 'ndjson' ? 'newline_delimited' : 'auto';
  const options = [
    `format = '${format}'`,
    'hive_partitioning = false',
    ...compressionOption(compression),
    more,
  ];
  return `read_json(${fileList(paths)}, ${options.join(', ')})`;
};

/** A SELECT over NDJSON rows with the columns a connector declared. */
export const rowsSelect = (paths: readonly string[], columns: readonly Column[]): string => {
  const strange = columns.find(({ type }) => !isColumnType(type));
  if (strange) throw badColumnType({ column: strange.name, type: strange.type });
  return declaredSelect(
    columns.map(({ name, type }) => ({ name, type: storedType(type) })),
    // Said, not guessed: an empty object in a table of one column would be taken for a text.
    (struct) =>
      `read_json(${fileList(paths)}, format = 'newline_delimited', records = true, columns = ${struct})`,
  );
};

/** A SELECT over JSON with declared columns: nothing is inferred, and times keep their instant. */
const declaredSelect = (columns: readonly Column[], readerOf: (typeStruct: string) => string): string =>
  `SELECT ${projection(columns, valueFromJson)} FROM ${readerOf(typeStruct(columns.map(inJson)))}`;

const inJson = ({ name, type }: Column): Column => ({ name, type: typeInJson(type) });
