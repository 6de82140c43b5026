import type { FileFormat } from '@agnes/sdk';
import type { InputFile, RowsFormat } from '../take-in-messages.ts';
import { checkCsvShape, csvReader } from './csv-input.ts';
import { jsonReader } from './json-input.ts';
import { rowsReader } from './rows-input.ts';
import { readParquet, type Sandbox } from './sandbox.ts';
import { typedSelect } from './typed-select.ts';

/** Files of one format, read together. */
interface Group {
  readonly format: FileFormat | RowsFormat;
  readonly paths: readonly string[];
}

/** One SELECT over all files of a table. Columns are matched by name, whatever the formats. */
export const selectInputs = async (sandbox: Sandbox, files: readonly InputFile[]): Promise<string> => {
  const selects: string[] = [];
  for (const group of groupsOf(files)) selects.push(await selectOf(sandbox, group));
  return selects.join(' UNION ALL BY NAME ');
};

const groupsOf = (files: readonly InputFile[]): readonly Group[] => [
  ...Map.groupBy(files, ({ format }) => JSON.stringify(format))
    .values()
    .map((group) => ({ format: (group[0] as InputFile).format, paths: group.map(({ path }) => path) })),
];

const selectOf = async (sandbox: Sandbox, { format, paths }: Group): Promise<string> => {
  switch (format.kind) {
    case 'rows':
      return rowsReader(paths, format.columns);
    case 'parquet':
      return typedSelect(sandbox, `SELECT * FROM ${readParquet(paths)}`, format);
    case 'csv':
      await checkCsvShape(sandbox, paths, format);
      return `SELECT * FROM ${csvReader(paths, format)}`;
    default:
      return jsonReader(sandbox, paths, format);
  }
};
