import type { FileFormat } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import { columnsOf, projection, typeOverrides } from './columns.ts';
import { readParquet, type Sandbox } from './sandbox.ts';

/** A SELECT over parquet files, with the types set by hand. */
export const parquetSelect = async (
  sandbox: Sandbox,
  paths: readonly string[],
  { types, allText = false }: FileFormat,
): Promise<string> => {
  const from = `FROM ${readParquet(paths)}`;
  const overrides = typeOverrides(types);
  if (!allText && overrides.size === 0) return `SELECT * ${from}`;
  const columns = await columnsOf(sandbox, `SELECT * ${from}`);
  const typed = projection(columns, ({ name, type }) => {
    const wanted = overrides.get(name.toLowerCase()) ?? (allText ? 'VARCHAR' : type);
    return wanted === type ? quoteIdent(name) : `CAST(${quoteIdent(name)} AS ${wanted})`;
  });
  return `SELECT ${typed} ${from}`;
};
