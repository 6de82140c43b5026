import type { FileFormat } from '@agnes/sdk';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { InputFile, RowsFormat } from '../input-file.ts';
import { csvSelect } from './csv-input.ts';
import { declaredCsv } from './declared-csv.ts';
import { jsonSelect, rowsSelect } from './json-input.ts';
import { parquetSelect } from './parquet-input.ts';
import { refuseOtherColumns } from './same-columns.ts';
import type { Sandbox } from './sandbox.ts';

/** Files of one format, read together. */
interface Group {
  readonly format: FileFormat | RowsFormat;
  readonly paths: readonly string[];
}

/** One SELECT over all files of a table. Columns are matched by name, whatever the formats. */
export const selectInputs = async (sandbox: Sandbox, files: readonly InputFile[]): Promise<string> => {
  const selects: string[] = [];
  for (const group of groupsOf(files)) selects.push(await selectOf(sandbox, group));
  await refuseOtherColumns(sandbox, files, (file) =>
    plainSelect(sandbox, { format: file.format, paths: [file.path] }),
  );
  return selects.join(' UNION ALL BY NAME ');
};

const groupsOf = (files: readonly InputFile[]): readonly Group[] =>
  [...Map.groupBy(files, ({ format }) => JSON.stringify(format)).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ format: first.format, paths: group.map(({ path }) => path) }] : [];
  });

const selectOf = async (sandbox: Sandbox, group: Group): Promise<string> => {
  const select = await plainSelect(sandbox, group);
  const label = 'label' in group.format ? group.format.label : undefined;
  return label
    ? `SELECT *, ${quoteText(label.value)} AS ${quoteIdent(label.column)} FROM (${select})`
    : select;
};

const plainSelect = async (sandbox: Sandbox, { format, paths }: Group): Promise<string> => {
  switch (format.kind) {
    case 'rows':
      return rowsSelect(paths, format.columns);
    case 'parquet':
      return parquetSelect(sandbox, paths, format);
    case 'csv':
      return format.columns ? declaredCsv(paths, format, format.columns) : csvSelect(sandbox, paths, format);
    default:
      return jsonSelect(sandbox, paths, format);
  }
};
