import type { FileFormat } from '@agnes/sdk/connector';
import { extensionUnavailable, formatUnknown } from './errors.ts';
import type { Settings } from './settings.ts';

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
  if (kind === undefined || (kind === 'parquet' && isGzip(name))) throw formatUnknown({ file: name });
  const { csv, types, all_text: allText } = settings;
  const tabs = extension === 'tsv' && kind === 'csv' ? { delimiter: '\t' } : {};
  const options = { ...tabs, ...csv };
  return {
    kind,
    ...(kind === 'csv' && Object.keys(options).length > 0 && { csv: options }),
    ...(types && { types }),
    ...(allText && { allText }),
  };
};

/** True for a file that could be a table. Workbooks count: leaving them out in silence would lose data. */
export const isTabular = (name: string, { format }: Settings): boolean =>
  format !== undefined || extensionOf(name) in kinds || extensionOf(name) === 'xlsx';

/** The extension that tells the format: `csv` of `a.csv.gz`. */
const extensionOf = (name: string): string =>
  /\.([a-z0-9]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? '';

const isGzip = (name: string): boolean => name.toLowerCase().endsWith('.gz');
