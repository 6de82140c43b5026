import { type Column, type FileFormat, isColumnType } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import { badColumnType } from '../errors.ts';
import { columnsOf, projection, storedType, typeOverrides, typeStruct } from './columns.ts';
import { fileList, type Sandbox } from './sandbox.ts';

/** A SELECT over JSON files whose columns are inferred from a sample of every file. */
export const jsonSelect = async (
  sandbox: Sandbox,
  paths: readonly string[],
  format: FileFormat,
): Promise<string> => {
  const overrides = typeOverrides(format.types);
  if (!format.allText && overrides.size === 0) return inferredSelect(sandbox, paths, format);
  // With hand-set types the values are parsed again, so only dates that every parser agrees on may be inferred.
  const from = `FROM ${reader(paths, format, "dateformat = '%Y-%m-%d'")}`;
  const columns = await columnsOf(sandbox, `SELECT * ${from}`);
  const typed = columns.map(({ name, type }) => ({
    name,
    type: overrides.get(name.toLowerCase()) ?? (format.allText || type === 'JSON' ? 'VARCHAR' : type),
  }));
  return declaredSelect(typed, (struct) => reader(paths, format, `columns = ${struct}`));
};

const inferredSelect = async (
  sandbox: Sandbox,
  paths: readonly string[],
  format: FileFormat,
): Promise<string> => {
  const from = `FROM ${reader(paths, format)}`;
  const columns = await columnsOf(sandbox, `SELECT * ${from}`);
  // JSON is what the engine infers for a mix of numbers and text: the text of the value is what people expect.
  const typed = projection(columns, ({ name, type }) =>
    type === 'JSON' ? `(${quoteIdent(name)} ->> '$')` : quoteIdent(name),
  );
  return `SELECT ${typed} ${from}`;
};

const reader = (paths: readonly string[], { kind }: FileFormat, more = ''): string =>
  [
    `read_json(${fileList(paths)}`,
    `format = '${kind === 'ndjson' ? 'newline_delimited' : 'auto'}'`,
    'union_by_name = true',
    'hive_partitioning = false',
    // The engine samples 32 files by default; a column that first shows in file 33 would be lost.
    'maximum_sample_files = 1000000',
    `maximum_object_size = ${objectBytes(paths.length)}`,
    ...(more === '' ? [] : [more]),
  ]
    .join(', ')
    .concat(')');

const megabyte = 1024 * 1024;

// While it samples, the engine holds two objects' worth of buffer for every file: many files, smaller objects.
const objectBytes = (files: number): number =>
  Math.min(16 * megabyte, Math.max(megabyte / 16, Math.floor((256 * megabyte) / files)));

/** A SELECT over JSON with declared columns: nothing is inferred, and times keep their instant. */
export const declaredSelect = (
  columns: readonly Column[],
  readerOf: (typeStruct: string) => string,
): string => `SELECT ${projection(columns, valueSql)} FROM ${readerOf(typeStruct(columns.map(readAs)))}`;

// Parsed as TIMESTAMP, the engine would drop the offset of `10:00+02:00` instead of applying it.
const readAs = ({ name, type }: Column): Column => ({
  name,
  type: type.replace(/^TIMESTAMP(?=$|\[)/, 'TIMESTAMPTZ').replace(/^BLOB/, 'VARCHAR'),
});

const valueSql = ({ name, type }: Column): string => {
  const value = quoteIdent(name);
  switch (type) {
    case 'TIMESTAMP':
    case 'TIMESTAMP[]':
      return `CAST(${value} AS ${type})`;
    case 'BLOB':
      return `from_base64(${value})`;
    case 'BLOB[]':
      return `list_transform(${value}, item -> from_base64(item))`;
    default:
      return value;
  }
};

/** A SELECT over NDJSON rows with the columns a connector declared. */
export const rowsSelect = (paths: readonly string[], columns: readonly Column[]): string => {
  const strange = columns.find(({ type }) => !isColumnType(type));
  if (strange) throw badColumnType({ column: strange.name, type: strange.type });
  return declaredSelect(
    columns.map(({ name, type }) => ({ name, type: storedType(type) })),
    (struct) => `read_json(${fileList(paths)}, format = 'newline_delimited', columns = ${struct})`,
  );
};
