import type { Column, FileFormat } from '@agnes/sdk';
import { isColumnType } from '@agnes/sdk/extract';
import { storedType } from '../../store/duckdb/declared-json.ts';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { badColumnType } from '../errors.ts';
import { projection, typeStruct } from './columns.ts';
import { csvOptions } from './csv-options.ts';
import { fileList } from './sandbox.ts';
import { isWhole, wholeNumber } from './whole-number.ts';

/** A SELECT over csv files whose columns somebody has declared: nothing is inferred, and the files need no header. */
export const declaredCsv = (
  paths: readonly string[],
  format: FileFormat,
  columns: readonly Column[],
): string => {
  const strange = columns.find(({ type }) => !isColumnType(type));
  if (strange) throw badColumnType({ column: strange.name, type: strange.type });
  const typed = columns.map(({ name, type }) => ({ name, type: storedType(type) }));
  const { allText = false, dialect = 'text' } = format;
  const asRead = typed.map(({ name, type }) => ({ name, type: allText ? 'VARCHAR' : readAs(type, dialect) }));
  const from = `read_csv(${[
    fileList(paths),
    'auto_detect = false',
    'hive_partitioning = false',
    ...csvOptions({ ...format, csv: { ...defaults, ...(dialect === 'copy' && lineEnds), ...format.csv } }),
    ...nullRules(typed, dialect),
    lineLimits,
    `columns = ${typeStruct(asRead)}`,
  ].join(', ')})`;
  if (allText || typed.every(({ type }, index) => type === asRead[index]?.type))
    return `SELECT * FROM ${from}`;
  return `SELECT ${projection(typed, (column) => valueSql(column, dialect))} FROM ${from}`;
};

type Dialect = NonNullable<FileFormat['dialect']>;

const defaults = { delimiter: ',', header: false, quote: '"', escape: '"', nullstr: '' } as const;

/** As COPY writes them. Left to be found out, they may be found inside the first value. */
const lineEnds = { new_line: '\n' } as const;

/** Bytes a row may have. The engine holds several such buffers at once, and larger ones cost it 200 MB more. */
const longestRow = 8 * 1024 * 1024;
const lineLimits = `max_line_size = ${longestRow}, buffer_size = ${longestRow}`;

/** What tells NULL and an empty text apart; see `FileFormat.dialect`. */
const nullRules = (columns: readonly Column[], dialect: Dialect): readonly string[] => {
  if (dialect === 'copy') return ['allow_quoted_nulls = false'];
  const texts = columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => quoteText(name));
  return texts.length > 0 ? [`force_not_null = [${texts.join(', ')}]`] : [];
};

/** What COPY writes has the type that is declared; anything else may hold fractions, or times with a zone. */
const readAs = (type: string, dialect: Dialect): string => {
  if (type.endsWith('[]') || type === 'BLOB') return 'VARCHAR';
  if (dialect === 'copy') return type;
  if (isWhole(type)) return 'VARCHAR';
  return type === 'TIMESTAMP' ? 'TIMESTAMPTZ' : type;
};

const valueSql = ({ name, type }: Column, dialect: Dialect): string => {
  const value = quoteIdent(name);
  if (type.endsWith('[]')) return listSql(value, type);
  if (type === 'BLOB') return `from_base64(${value})`;
  if (readAs(type, dialect) === type) return value;
  if (type === 'TIMESTAMP') return `CAST(${value} AS TIMESTAMP)`;
  return wholeNumber(value, type, `CAST(${value} || ' is no whole number' AS ${type})`);
};

const listSql = (value: string, type: string): string => {
  const items = (of: string): string => `CAST(CAST(${value} AS JSON) AS ${of})`;
  if (type === 'BLOB[]') return `list_transform(${items('VARCHAR[]')}, item -> from_base64(item))`;
  return type === 'TIMESTAMP[]' ? `CAST(${items('TIMESTAMPTZ[]')} AS TIMESTAMP[])` : items(type);
};
