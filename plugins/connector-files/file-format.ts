import type { FileFormat } from '@agnes/sdk/connector';
import { extensionUnavailable, formatUnknown } from './errors.ts';
import type { Settings } from './settings.ts';

/** Column that says which file a row is of. */
const fileColumn = '_file';

const kinds: Readonly<Record<string, FileFormat['kind']>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'ndjson',
  ndjson: 'ndjson',
  parquet: 'parquet',
};

/** How the host is to read a file; throws when nothing says so. */
export const formatOf = (name: string, settings: Settings): FileFormat => {
  const extension = extensionOf(name);
  if (extension === 'xlsx') throw extensionUnavailable({ what: name, extension: 'excel' });
  const kind = settings.format ?? kinds[extension];
  if (kind === undefined || (kind === 'parquet' && isPacked(name))) throw formatUnknown({ file: name });
  const tabs = extension === 'tsv' ? { delimiter: '\t' } : {};
  const csv = { ...tabs, ...settings.csv };
  return {
    kind,
    ...(kind === 'csv' && Object.keys(csv).length > 0 && { csv }),
    ...wishesOf(name, settings),
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

/** True for a file that could be a table. Workbooks count: leaving them out in silence would lose data. */
export const isTabular = (name: string, { format }: Settings): boolean =>
  format !== undefined || extensionOf(name) in kinds || extensionOf(name) === 'xlsx';

/** The extension that tells the format: `csv` of `a.csv.gz` and `a.csv.zst`. */
const extensionOf = (name: string): string =>
  /\.([a-z0-9]+)$/.exec(name.toLowerCase().replace(packed, ''))?.[1] ?? '';

const packed = /\.(gz|zst)$/;

const isPacked = (name: string): boolean => packed.test(name.toLowerCase());
