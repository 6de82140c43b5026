import type { FileFormat } from '@agnes/sdk/connector';
import { formatUnknown } from './errors.ts';
import { placeOf } from './location.ts';
import type { Kind, Settings } from './settings.ts';

/** Column that says which file a row is of. */
const fileColumn = '_file';

const kinds: Readonly<Record<string, Kind>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'ndjson',
  ndjson: 'ndjson',
  parquet: 'parquet',
  xlsx: 'xlsx',
};

/** How a file is read; throws when nothing says so. */
export const kindOf = (name: string, { format }: Settings): Kind => {
  const kind = format ?? kinds[extensionOf(name)];
  const isOneFile = kind === 'parquet' || kind === 'xlsx';
  if (kind === undefined || (isOneFile && isPacked(name))) throw formatUnknown({ file: name });
  return kind;
};

/** Options of the CSV reader for a file. */
export const csvOptions = (name: string, { csv }: Settings): NonNullable<FileFormat['csv']> => ({
  ...(extensionOf(name) === 'tsv' && { delimiter: '\t' }),
  ...csv,
});

/** True for a file that only DuckDB reads: it becomes parquet before the host sees it. */
export const needsDuckDb = (name: string, settings: Settings): boolean =>
  kindOf(name, settings) === 'xlsx' || placeOf(settings) === 's3';

/** How the host is to read a file, or what it becomes; throws when nothing says so. */
export const formatOf = (name: string, settings: Settings): FileFormat => {
  const kind = kindOf(name, settings);
  const wishes = wishesOf(name, settings);
  if (kind === 'xlsx') return { kind: 'parquet', ...wishes };
  if (needsDuckDb(name, settings)) return { ...copiedFormat(kind, settings), ...wishes };
  const csv = csvOptions(name, settings);
  return { kind, ...(kind === 'csv' && Object.keys(csv).length > 0 && { csv }), ...wishes };
};

/** Of the copy that DuckDB writes of a file in an object store. */
const copiedFormat = (kind: FileFormat['kind'], { csv = {} }: Settings): FileFormat => {
  if (kind === 'parquet') return { kind };
  if (kind !== 'csv') return { kind: 'ndjson' };
  const { nullstr, sample_size } = csv;
  return {
    kind,
    csv: {
      delimiter: ',',
      header: true,
      quote: '"',
      escape: '"',
      ...(nullstr !== undefined && { nullstr }),
      ...(sample_size !== undefined && { sample_size }),
    },
  };
};

const wishesOf = (name: string, settings: Settings): Omit<FileFormat, 'kind'> => {
  const { types, all_text: allText, union_by_name: mayDiffer = true, add_file_column: isLabelled } = settings;
  return {
    ...(types && { types }),
    ...(allText && { allText }),
    ...(!mayDiffer && { sameColumns: true }),
    ...(isLabelled && { label: { column: fileColumn, value: name } }),
  };
};

/** True for a file that could be a table. */
export const isTabular = (name: string, { format }: Settings): boolean =>
  format !== undefined || extensionOf(name) in kinds;

/** The extension that tells the format: `csv` of `a.csv.gz` and `a.csv.zst`. */
const extensionOf = (name: string): string =>
  /\.([a-z0-9]+)$/.exec(name.toLowerCase().replace(packed, ''))?.[1] ?? '';

const packed = /\.(gz|zst)$/;

const isPacked = (name: string): boolean => packed.test(name.toLowerCase());
