import type { FileFormat } from '@agnes/sdk';
import { quoteText } from '../../store/quote-ident.ts';
import { badCsvOption, csvNotUnderstood } from '../errors.ts';
import { columnsOf, typeOverrides, typeStruct } from './columns.ts';
import { fileList, type Sandbox } from './sandbox.ts';

/** A SELECT over csv files whose columns are inferred from a sample of every file. */
export const csvSelect = async (
  sandbox: Sandbox,
  paths: readonly string[],
  format: FileFormat,
): Promise<string> => {
  const select = `SELECT * FROM ${reader(paths, format)}`;
  if (format.csv?.['delimiter'] === undefined) await checkShape(sandbox, paths, format);
  return select;
};

const reader = (paths: readonly string[], { csv = {}, types, allText }: FileFormat): string => {
  const overrides = [...typeOverrides(types)].map(([name, type]) => ({ name, type }));
  return `read_csv(${[
    fileList(paths),
    'union_by_name = true',
    'hive_partitioning = false',
    ...Object.entries(csv).map(([option, value]) => `${optionName(option)} = ${literal(value)}`),
    ...(overrides.length > 0 ? [`types = ${typeStruct(overrides)}`] : []),
    ...(allText ? ['all_varchar = true'] : []),
  ].join(', ')})`;
};

const optionNames: ReadonlyMap<string, string> = new Map([
  ['delimiter', 'delim'],
  ...['header', 'quote', 'escape', 'nullstr', 'skip', 'encoding', 'sample_size'].map(
    (name) => [name, name] as const,
  ),
]);

const optionName = (option: string): string => {
  const name = optionNames.get(option);
  if (name === undefined) throw badCsvOption({ option });
  return name;
};

const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? quoteText(value) : String(value);

/**
 * A line with a column too many makes the sniffer take the whole line for one column, without an error.
 * A single column whose name holds a separator is that case; reading it strictly names the line.
 */
const checkShape = async (sandbox: Sandbox, paths: readonly string[], format: FileFormat): Promise<void> => {
  for (const path of await suspects(sandbox, paths, format)) {
    const [{ name } = { name: '' }] = await columnsOf(sandbox, `SELECT * FROM ${reader([path], format)}`);
    await sandbox.rows(`SELECT count(*) FROM ${strictReader(path, name)}`);
    throw csvNotUnderstood({ file: path, header: name });
  }
};

const separator = /[,;\t|]/;

const suspects = async (
  sandbox: Sandbox,
  paths: readonly string[],
  format: FileFormat,
): Promise<readonly string[]> => {
  const all = await columnsOf(sandbox, `SELECT * FROM ${reader(paths, format)}`);
  if (!all.some(({ name }) => separator.test(name))) return [];
  const found: string[] = [];
  for (const path of paths) {
    const columns = await columnsOf(sandbox, `SELECT * FROM ${reader([path], format)}`);
    if (columns.length === 1 && separator.test(columns[0]?.name ?? '')) found.push(path);
  }
  return found;
};

const strictReader = (path: string, header: string): string => {
  const delimiter = separator.exec(header)?.[0] ?? ',';
  const columns = header.split(delimiter).map((_, index) => ({ name: `c${index}`, type: 'VARCHAR' }));
  return `read_csv(${fileList([path])}, auto_detect = false, header = true, delim = ${quoteText(delimiter)},
    quote = '"', escape = '"', columns = ${typeStruct(columns)})`;
};
