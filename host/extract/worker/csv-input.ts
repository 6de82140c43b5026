import type { Column, FileFormat } from '@agnes/sdk';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { csvNotUnderstood } from '../errors.ts';
import { columnsOf, typeOverrides, typeStruct } from './columns.ts';
import { csvOptions } from './csv-options.ts';
import { fileList, type Sandbox } from './sandbox.ts';
import { isWhole, wholeNumber } from './whole-number.ts';

/** A SELECT over csv files whose columns are inferred from a sample of every file. */
export const csvSelect = async (
  sandbox: Sandbox,
  paths: readonly string[],
  format: FileFormat,
): Promise<string> => {
  const inferred = await columnsOf(sandbox, `SELECT * FROM ${reader(paths, format)}`);
  if (format.csv?.['delimiter'] === undefined && inferred.some(looksUnsplit)) {
    await refuseUnsplit(sandbox, paths, format);
  }
  const overrides = typeOverrides(format.types);
  const typed = inferred.flatMap(({ name }) => {
    const type = overrides.get(name.toLowerCase());
    return type === undefined ? [] : [{ name, type }];
  });
  const whole = inferred.filter(({ name, type }) => isWhole(type) && !overrides.has(name.toLowerCase()));
  if (whole.length === 0) return `SELECT * FROM ${reader(paths, format, typed)}`;
  // A fraction behind the sample would be rounded without a word.
  const exact = whole.map(({ name, type }) => {
    const text = quoteIdent(name);
    return `${wholeNumber(text, type, `CAST(${text} || ' is no whole number' AS ${type})`)} AS ${text}`;
  });
  const asText = whole.map(({ name }) => ({ name, type: 'VARCHAR' }));
  return `SELECT * REPLACE (${exact.join(', ')}) FROM ${reader(paths, format, [...typed, ...asText])}`;
};

const reader = (paths: readonly string[], format: FileFormat, typed: readonly Column[] = []): string =>
  `read_csv(${[
    fileList(paths),
    'union_by_name = true',
    'hive_partitioning = false',
    ...csvOptions(format),
    ...(typed.length > 0 ? [`types = ${typeStruct(typed)}`] : []),
    ...(format.allText ? ['all_varchar = true'] : []),
  ].join(', ')})`;

const separator = /[,;\t|]/;

const looksUnsplit = ({ name }: Column): boolean => separator.test(name);

/**
 * A line with a column too many makes the sniffer take the whole line for one column, without an error. A file with a
 * single column whose name holds a separator is that case; reading it strictly names the line.
 */
const refuseUnsplit = async (
  sandbox: Sandbox,
  paths: readonly string[],
  format: FileFormat,
): Promise<void> => {
  for (const path of paths) {
    const [first, second] = await columnsOf(sandbox, `SELECT * FROM ${reader([path], format)}`);
    if (!first || second || !looksUnsplit(first)) continue;
    await sandbox.rows(`SELECT count(*) FROM ${strictReader(path, first.name)}`);
    throw csvNotUnderstood({ file: path, header: first.name });
  }
};

const strictReader = (path: string, header: string): string => {
  const delimiter = separator.exec(header)?.[0] ?? ',';
  const columns = header.split(delimiter).map((_, index) => ({ name: `c${index}`, type: 'VARCHAR' }));
  return `read_csv(${fileList([path])}, auto_detect = false, header = true, delim = ${quoteText(delimiter)},
    quote = '"', escape = '"', columns = ${typeStruct(columns)})`;
};
