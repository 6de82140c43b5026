import { isPlatformError } from '@agnes/sdk/errors';
import { crashPoint } from '../../store/crash-point.ts';
import { hashAndSync } from '../../store/file-hashes.ts';
import { badTableName } from '../errors.ts';
import type { SchemaChange } from '../schema-change.ts';
import { isTableName } from '../table-name.ts';
import type { StagedData, StagedPart, StageRequest, TableInput, TableStaged } from '../take-in-messages.ts';
import { appendRows } from './append-rows.ts';
import { checkBase, publishedColumns } from './base-files.ts';
import { emptyRows } from './columns.ts';
import { contentHash } from './content-hash.ts';
import { tableErrorOf } from './input-fault.ts';
import { checkFiles } from './input-files.ts';
import { type Landed, land } from './land.ts';
import { measureColumns } from './measure.ts';
import { mergeRows } from './merge-rows.ts';
import { firstPart } from './part-name.ts';
import { type Layout, type Piece, writePiece } from './pieces.ts';
import { replaceRows } from './replace-rows.ts';
import { readParquet, type Sandbox } from './sandbox.ts';
import { publishedPath, type Work, workOn } from './work.ts';

/** Turns the files of one table into checked parquet files. What goes wrong is this table's result, never a throw. */
export const stageTable = async (
  sandbox: Sandbox,
  table: TableInput,
  request: StageRequest,
): Promise<TableStaged> => {
  const { id, name } = table;
  try {
    return { id, name, status: 'staged', data: await stage(workOn(sandbox, table, request)) };
  } catch (cause) {
    const folders = [
      request.scratch,
      ...request.allowedPaths,
      ...(request.extractDir ? [request.extractDir] : []),
    ];
    return { id, name, status: 'failed', error: tableErrorOf(cause, folders), ...changeIn(cause) };
  }
};

// The errors of `planColumns` carry what they refuse.
const changeIn = (cause: unknown): { readonly schemaChange?: SchemaChange } =>
  isPlatformError(cause) && cause.code === 'schema_drift'
    ? { schemaChange: cause.details['change'] as SchemaChange }
    : {};

const modes = { replace: replaceRows, append: appendRows, merge: mergeRows };

const stage = async (work: Work): Promise<StagedData> => {
  // The name becomes a file name below.
  if (!isTableName(work.table.name)) throw badTableName({ table: work.table.name });
  await checkBase(work);
  const landed = await takeRows(work);
  crashPoint('takein.landed');
  const layout = await withoutEmpty(work, await modes[work.mode](work, landed), landed);
  crashPoint('takein.written');
  const measured = await measure(work, layout, landed);
  crashPoint('takein.checked');
  const parts = await partsOf(layout);
  crashPoint('takein.hashed');
  const { columns, change, nulled } = landed;
  return {
    parts,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    sha256: contentHash(parts),
    columns,
    ...(change && { schemaChange: change }),
    ...(Object.keys(nulled).length > 0 && { nulled }),
    ...measured,
  };
};

const takeRows = async (work: Work): Promise<Landed> => {
  const { table, request } = work;
  const columns =
    table.files.length === 0 && (table.deletes || table.gone) ? await publishedColumns(work) : undefined;
  // Delete markers or lost parts alone: nothing came in that could have other columns.
  if (columns) return { pieces: [], columns, retypes: false, nulled: {} };
  return land(work, await checkFiles(table, request.allowedPaths));
};

/** A part without rows goes; a table without rows is one empty file, which still says its columns. */
const withoutEmpty = async (work: Work, { pieces, kept }: Layout, landed: Landed): Promise<Layout> => {
  const filled = pieces.filter(({ rows }) => rows > 0);
  if (filled.length + kept.length === 0) {
    return { pieces: [await writePiece(work, '', emptyRows(landed.columns))], kept };
  }
  // The only file of a table has no name of its own; beside others it is the first.
  const isOnly = filled.length + kept.length === 1;
  const named = <Part extends { readonly part: string }>(part: Part): Part =>
    part.part === '' && !isOnly ? { ...part, part: firstPart } : part;
  return { pieces: filled.map(named), kept: kept.map(named) };
};

const measure = async (
  work: Work,
  { pieces, kept }: Layout,
  { columns }: Landed,
): Promise<Pick<StagedData, 'measured'>> => {
  const { measure: wanted } = work.table;
  if (!wanted || wanted.length === 0) return {};
  const paths = [...pieces.map(({ path }) => path), ...kept.map(({ path }) => publishedPath(work, path))];
  return { measured: await measureColumns(work.sandbox, readParquet(paths), { columns, wanted }) };
};

const partsOf = async ({ pieces, kept }: Layout): Promise<readonly StagedPart[]> => {
  const parts: StagedPart[] = kept.map((part) => ({ ...part, kept: true }));
  for (const piece of pieces) parts.push(await hashed(piece));
  return parts.sort((a, b) => (a.part < b.part ? -1 : 1));
};

const hashed = async ({ part, path, rows }: Piece): Promise<StagedPart> => ({
  part,
  path,
  rows,
  kept: false,
  ...(await hashAndSync(path)),
});
