import type { ExtractFile, ExtractTable, PublishRequest } from '../take-in-messages.ts';
import { jsonList, type MetaRow, saidOf } from './meta-table.ts';
import { openExtract } from './open-extract.ts';
import { openSandbox } from './sandbox.ts';

/** The rows a new extract starts from: those published last, or what the host remembers where they cannot be read. */
export const readExtractRows = async (request: PublishRequest): Promise<readonly ExtractTable[]> => {
  const { extractDir, lastGood, limits } = request;
  using sandbox = await openSandbox({ folders: [extractDir], limits });
  const opened = await openExtract(sandbox, extractDir);
  if (opened.state !== 'read') return lastGood;
  const remembered = new Map(lastGood.map((table) => [table.name.toLowerCase(), table]));
  return opened.rows.flatMap((row) => tableOf(row) ?? remembered.get(row.table_name.toLowerCase()) ?? []);
};

/** A row as the host writes it; one by somebody else lacks `files` and is remembered by the host instead. */
const tableOf = (row: MetaRow): ExtractTable | undefined => {
  const files = jsonList(row.files)?.map(fileOf);
  if (!files || row.content_sha256 === undefined) return undefined;
  return {
    name: row.table_name,
    rows: row.rows ?? 0,
    sizeBytes: row.size_bytes ?? 0,
    sha256: row.content_sha256,
    files,
    keyColumns: (jsonList(row.key_columns) ?? []).map(String),
    ...saidOf(row),
  };
};

const fileOf = (file: unknown): ExtractFile => {
  const { path, part, rows, size_bytes, sha256, md5 } = Object(file) as Readonly<Record<string, unknown>>;
  return {
    path: String(path),
    part: String(part ?? ''),
    rows: Number(rows),
    sizeBytes: Number(size_bytes),
    sha256: String(sha256),
    md5: String(md5),
  };
};
