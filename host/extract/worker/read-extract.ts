import { relative } from 'node:path';
import { isTableName } from '../table-name.ts';
import type { ExtractFile, ExtractRead, Refused, TableRead } from '../take-in-messages.ts';
import { columnsOf } from './columns.ts';
import { contentHash } from './content-hash.ts';
import { findFiles, type NamedFile, type RowFault } from './extract-files.ts';
import { hashAndSync } from './file-hashes.ts';
import { jsonList, type MetaRow, saidOf } from './meta-table.ts';
import { openExtract } from './open-extract.ts';
import { readParquet, type Sandbox } from './sandbox.ts';

/** Checks every row of an extract against its files. A bad row is refused with a reason, the others go on. */
export const readExtract = async (sandbox: Sandbox, extractDir: string): Promise<ExtractRead> => {
  const opened = await openExtract(sandbox, extractDir);
  if (opened.state !== 'read') return opened;
  const tables: TableRead[] = [];
  const refused: Refused[] = [];
  const seen = new Set<string>();
  for (const row of opened.rows) {
    const fault = rowFault(row, { objects: opened.objects, seen });
    seen.add(row.table_name.toLowerCase());
    const checked = fault ?? (await checkFiles(sandbox, row, extractDir));
    if ('code' in checked) refused.push({ name: row.table_name, ...checked });
    else tables.push(checked);
  }
  return { state: 'read', tables, refused };
};

const rowFault = (
  row: MetaRow,
  { objects, seen }: { readonly objects: ReadonlySet<string>; readonly seen: ReadonlySet<string> },
): RowFault | undefined => {
  const key = row.table_name.toLowerCase();
  if (!isTableName(row.table_name)) return { code: 'bad_name', why: 'the name is no strict identifier' };
  if (seen.has(key)) return { code: 'duplicate_name', why: 'an earlier row has this name' };
  if (!objects.has(key)) return { code: 'no_object', why: 'the file has no table or view of this name' };
  if (row.query_mode === 'remote') return { code: 'remote', why: 'remote tables have no files' };
  return undefined;
};

const checkFiles = async (
  sandbox: Sandbox,
  row: MetaRow,
  extractDir: string,
): Promise<TableRead | RowFault> => {
  const found = await findFiles(row, extractDir);
  if ('code' in found) return found;
  try {
    return await measure(sandbox, row, { extractDir, found });
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    return { code: 'unreadable_parquet', why: why.replaceAll(`${extractDir}/`, '') };
  }
};

const measure = async (
  sandbox: Sandbox,
  row: MetaRow,
  { extractDir, found }: { readonly extractDir: string; readonly found: readonly NamedFile[] },
): Promise<TableRead | RowFault> => {
  const files: ExtractFile[] = [];
  for (const { part, real, sha256 } of found) {
    const [[rows] = []] = await sandbox.rows(`SELECT count(*) FROM ${readParquet([real])}`);
    const file = { path: relative(extractDir, real), part, rows: Number(rows), ...(await hashAndSync(real)) };
    if (sha256 !== undefined && sha256 !== file.sha256) {
      return { code: 'hash_mismatch', why: `"${file.path}" is not the file that _meta describes` };
    }
    files.push(file);
  }
  const table = tableOf(row, files);
  if (row.rows !== undefined && row.rows !== table.rows) {
    return { code: 'row_count', why: `_meta says ${row.rows} rows, the files hold ${table.rows}` };
  }
  const columns = await columnsOf(sandbox, `SELECT * FROM ${readParquet(found.map(({ real }) => real))}`);
  return { ...table, columns };
};

const tableOf = (row: MetaRow, files: readonly ExtractFile[]) => ({
  name: row.table_name,
  rows: sum(files.map(({ rows }) => rows)),
  sizeBytes: sum(files.map(({ sizeBytes }) => sizeBytes)),
  sha256: contentHash(files),
  files,
  keyColumns: (jsonList(row.key_columns) ?? []).map(String),
  ...saidOf(row),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
