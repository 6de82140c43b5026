import { relative } from 'node:path';
import { crashPoint } from '../../store/crash-point.ts';
import { hashAndSync } from '../../store/file-hashes.ts';
import type { ExtractEnd, ReadRequest, RowRead, TableRead } from '../read-messages.ts';
import { isTableName } from '../table-name.ts';
import type { ExtractFile } from '../take-in-messages.ts';
import type { TakeInAnswer } from '../take-in-protocol.ts';
import { columnsOf } from './columns.ts';
import { contentHash } from './content-hash.ts';
import { findFiles, type NamedFile, type RowFault } from './extract-files.ts';
import { jsonList, type MetaRow, saidOf } from './meta-table.ts';
import { writeNativeTable } from './native-table.ts';
import { openExtract, type StoredObject } from './open-extract.ts';
import { readAttaches, readRemote } from './remote-rows.ts';
import { readParquet, type Sandbox } from './sandbox.ts';

type Tell = (answer: TakeInAnswer) => Promise<void>;

/** Checks every row of an extract against its files, and tells each. A bad row is refused, the others go on. */
export const readExtract = async (
  sandbox: Sandbox,
  request: ReadRequest,
  tell: Tell,
): Promise<ExtractEnd> => {
  const opened = await openExtract(sandbox, request.extractDir, request.bounds.metaRows);
  if (opened.state !== 'read') return opened;
  const { objects } = opened;
  const seen = new Set<string>();
  for (const row of opened.rows.filter((one) => !isOwnRemote(one, objects))) {
    await tell({ type: 'looking', name: row.table_name });
    const read = await readRow(sandbox, row, { ...request, objects, seen });
    seen.add(row.table_name.toLowerCase());
    await tell({ type: 'row', row: sendable(row, read) });
  }
  return { state: 'read', attaches: await readAttaches(sandbox, objects) };
};

/** A row of the host's own, of a table that stays at its source: it says that the table is there, and has no object. */
const isOwnRemote = (row: MetaRow, objects: ReadonlyMap<string, StoredObject>): boolean =>
  row.query_mode === 'remote' && row.table_id !== undefined && !objects.has(row.table_name.toLowerCase());

interface Reading extends ReadRequest {
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** Names of earlier rows, in lower case. */
  readonly seen: ReadonlySet<string>;
}

const readRow = async (sandbox: Sandbox, row: MetaRow, reading: Reading): Promise<RowRead> => {
  const refuse = (fault: RowFault): RowRead => ({
    kind: 'refused',
    refused: { ...fault, name: row.table_name.slice(0, longestName) },
  });
  const fault = rowFault(row, reading);
  if (fault) return refuse(fault);
  crashPoint(`read.${row.table_name}`);
  const object = reading.objects.get(row.table_name.toLowerCase());
  if (row.query_mode === 'remote') {
    const remote = await readRemote(sandbox, row, object);
    return 'code' in remote ? refuse(remote) : { kind: 'remote', remote };
  }
  const table = await readTable(sandbox, row, { ...reading, isTable: object?.kind === 'table' });
  return 'code' in table ? refuse(table) : { kind: 'table', table };
};

const longestName = 100;
const longestRow = 4 * 1024 * 1024;

/** A message that is too long would end the conversation, and with it the rows after it. */
const sendable = (row: MetaRow, read: RowRead): RowRead =>
  JSON.stringify(read).length <= longestRow
    ? read
    : {
        kind: 'refused',
        refused: { name: row.table_name, code: 'too_large', why: 'its columns are too many' },
      };

const rowFault = (row: MetaRow, { objects, seen, culprits }: Reading): RowFault | undefined => {
  const key = row.table_name.toLowerCase();
  if (!isTableName(row.table_name)) return { code: 'bad_name', why: 'the name is no strict identifier' };
  if (seen.has(key)) return { code: 'duplicate_name', why: 'an earlier row has this name' };
  if (!objects.has(key)) return { code: 'no_object', why: 'the file has no table or view of this name' };
  return culprits[key];
};

const readTable = async (
  sandbox: Sandbox,
  row: MetaRow,
  { extractDir, bounds, isTable }: Reading & { readonly isTable: boolean },
): Promise<TableRead | RowFault> => {
  const place = { extractDir, ...bounds };
  try {
    const found = await findFiles(row, place);
    if ('code' in found) return found;
    if (found.length > 0) return await measure(sandbox, row, { extractDir, found });
    if (!isTable) return { code: 'no_file', why: 'there is no parquet file for it under data/' };
    const written = await writeNativeTable(sandbox, row.table_name, place);
    if ('code' in written) return written;
    const table = await measure(sandbox, row, { extractDir, found: written });
    return 'code' in table ? table : { ...table, isNative: true };
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    return { code: 'unreadable_parquet', why: why.replaceAll(`${extractDir}/`, '').slice(0, 300) };
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
