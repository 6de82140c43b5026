import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crashPoint } from '../../store/crash-point.ts';
import { renameDurably, syncFile, syncFolder } from '../../store/durable-file.ts';
import { badTableName } from '../errors.ts';
import { producerIn } from '../producer.ts';
import { isTableName } from '../table-name.ts';
import type {
  Approved,
  ExtractFile,
  ExtractTable,
  PublishRequest,
  StagedPart,
  TablePublished,
} from '../take-in-messages.ts';
import { readExtractRows } from './extract-rows.ts';
import { writeExtract } from './write-extract.ts';

/** Replaces an extract: files beside the old ones, then a new `extract.duckdb` renamed over the old. */
export const publishExtract = async (request: PublishRequest): Promise<readonly TablePublished[]> => {
  const { extractDir, runId, tables } = request;
  await mkdir(join(extractDir, 'data'), { recursive: true });
  await sweepTemporary(extractDir);
  const before = await readExtractRows(request);
  crashPoint('publish.read');
  const rows: ExtractTable[] = [];
  for (const approved of tables) rows.push(await moveTable(approved, request));
  await syncFolder(join(extractDir, 'data'));
  crashPoint('publish.moved');
  const temporary = join(extractDir, `extract.duckdb.${runId}.tmp`);
  await writeExtract(temporary, [...kept(before, request), ...rows], request);
  await syncFile(temporary);
  crashPoint('publish.written');
  await replace(extractDir, temporary);
  return tables.map(({ id }, index) => outcomeOf(id, rows[index] as ExtractTable, before));
};

/** What a killed run left; there is never a second run of this source. */
const sweepTemporary = async (extractDir: string): Promise<void> => {
  const left = (await readdir(extractDir)).filter((entry) =>
    /^extract\.duckdb\..*\.tmp(\.wal)?$/.test(entry),
  );
  for (const entry of left) await rm(join(extractDir, entry), { force: true });
};

const moveTable = async (
  approved: Approved,
  { extractDir, runId }: PublishRequest,
): Promise<ExtractTable> => {
  const { id, name, data, description, primaryKey, extractedAt, cursor } = approved;
  if (!isTableName(name)) throw badTableName({ table: name });
  const files: ExtractFile[] = [];
  for (const part of data.parts) files.push(await moveFile(part, name, extractDir));
  if (files.some(({ part }) => part !== '')) await syncFolder(join(extractDir, 'data', name));
  const { rows, sizeBytes, sha256 } = data;
  return {
    name,
    rows,
    sizeBytes,
    extractedAt,
    ...producerIn(approved),
    runId,
    tableId: id,
    sha256,
    files,
    keyColumns: primaryKey,
    ...(description !== undefined && { description }),
    ...(cursor !== undefined && { cursor }),
  };
};

const moveFile = async (
  { kept, path, ...file }: StagedPart,
  table: string,
  extractDir: string,
): Promise<ExtractFile> => {
  if (kept) return { ...file, path };
  const suffix = `${file.sha256.slice(0, 12)}.parquet`;
  const target = file.part === '' ? `data/${table}.${suffix}` : `data/${table}/${file.part}.${suffix}`;
  await mkdir(dirname(join(extractDir, target)), { recursive: true });
  // Where the same content is published already, this replaces it by itself, and mends it should it have rotted.
  // Written once: nothing of this user, a sandbox least of all, may write it again.
  await chmod(path, 0o444);
  await rename(path, join(extractDir, target));
  crashPoint('publish.part');
  return { ...file, path: target };
};

/** Rows of tables that are not in this run, under their names of now: a partial run never removes a table. */
const kept = (
  before: readonly ExtractTable[],
  { tables, registered, remote = [] }: PublishRequest,
): readonly ExtractTable[] => {
  const ids = new Set([...tables, ...remote].map(({ id }) => id));
  const left = new Map(registered.flatMap(({ id, name }) => (ids.has(id) ? [] : [[id, name] as const])));
  const ours = before.flatMap((row) => {
    const name = left.get(row.tableId ?? '');
    return name === undefined ? [] : { ...row, name };
  });
  const names = new Set([...tables, ...ours].map(({ name }) => name.toLowerCase()));
  const others = before.filter(
    ({ name, tableId }) => tableId === undefined && !names.has(name.toLowerCase()),
  );
  return [...ours, ...others];
};

const replace = async (extractDir: string, temporary: string): Promise<void> => {
  const target = join(extractDir, 'extract.duckdb');
  const stats = await lstat(target).catch(() => undefined);
  // A folder cannot be renamed over; nothing in it is ours, so it is put aside.
  if (stats?.isDirectory()) await rename(target, temporary.replace(/\.tmp$/, '.aside'));
  await rm(`${target}.wal`, { force: true });
  crashPoint('publish.cleared');
  await renameDurably(temporary, target);
  crashPoint('publish.renamed');
  await rm(`${temporary}.wal`, { force: true });
};

const outcomeOf = (id: string, table: ExtractTable, before: readonly ExtractTable[]): TablePublished => {
  const same = before.some(
    ({ tableId, name, sha256 }) => tableId === id && name === table.name && sha256 === table.sha256,
  );
  return { id, outcome: same ? 'unchanged' : 'published', table };
};
