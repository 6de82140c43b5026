import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { ExtractFile } from '../take-in-messages.ts';
import { overChecked, selectBase } from './base-files.ts';
import { checkParts, cutRows, freeName } from './cut.ts';
import { type Delta, deltaOf, onKey } from './delta.ts';
import type { Landed } from './land.ts';
import { type Layout, type Piece, writePiece } from './pieces.ts';
import { fileList } from './sandbox.ts';
import { publishedPath, type Work } from './work.ts';

/**
 * New rows win, the rest of the published ones stays, what is deleted goes. The key of the result is unique because
 * that of the base was and that of the new rows is, so only the new rows are looked at.
 */
export const mergeRows = async (work: Work, landed: Landed): Promise<Layout> => {
  const delta = await deltaOf(work, landed);
  const merge = { landed, delta, parts: work.base?.parts ?? [] };
  const isNothing = delta.rows + delta.deletes === 0 && !landed.retypes && merge.parts.length > 0;
  if (isNothing && !landed.change) return { pieces: [], kept: merge.parts };
  return work.table.partition ? mergeParts(work, merge) : mergeWhole(work, merge);
};

interface Merge {
  readonly landed: Landed;
  readonly delta: Delta;
  readonly parts: readonly ExtractFile[];
}

const mergeWhole = async (work: Work, { landed, delta, parts }: Merge): Promise<Layout> => {
  const piece = await overChecked(work, parts, async () =>
    writePiece(work, '', await merged(work, { landed, delta, parts, fresh: delta.fresh })),
  );
  return { pieces: [piece], kept: [] };
};

/** The old rows come first and in their order, so that a small change leaves most of a file as it was. */
const merged = async (
  work: Work,
  { landed, delta, parts, fresh }: Merge & { readonly fresh: string | undefined },
): Promise<string> => {
  const selects = fresh === undefined ? [] : [fresh];
  if (parts.length > 0) {
    const base = await selectBase(work, parts, landed.columns);
    const on = onKey('o', 'k', work.table.primaryKey);
    selects.unshift(`SELECT * FROM (${base}) AS o ANTI JOIN (${delta.keys}) AS k ON ${on}`);
  }
  return selects.map((select) => `(${select})`).join(' UNION ALL ');
};

/** Only parts that gain or lose a row are written again; a row whose part is another one now leaves the old part. */
const mergeParts = async (work: Work, merge: Merge): Promise<Layout> => {
  const { landed, delta, parts } = merge;
  const { partition = { column: '' } } = work.table;
  const cut = await cutRows(work, { select: delta.fresh, columns: landed.columns, partition });
  const touched = new Set([...cut.keys(), ...(landed.retypes ? parts.map(({ part }) => part) : [])]);
  for (const part of await partsWithKeys(work, merge)) touched.add(part);
  const old = new Map(parts.map((part) => [part.part, part]));
  checkParts(work, new Set([...old.keys(), ...cut.keys()]));
  const pieces: Piece[] = [];
  for (const part of touched) {
    const own = old.get(part);
    const some = own ? [own] : [];
    const select = await merged(work, { ...merge, parts: some, fresh: cut.get(part) });
    pieces.push(await overChecked(work, some, () => writePiece(work, part, select)));
  }
  return { pieces, kept: parts.filter(({ part }) => !touched.has(part)) };
};

/** The parts that hold a key which comes again or goes. Only the columns of the key are read. */
const partsWithKeys = async (work: Work, { landed, delta, parts }: Merge): Promise<readonly string[]> => {
  if (parts.length === 0) return [];
  const { sandbox, table } = work;
  const byPath = new Map(parts.map((part) => [publishedPath(work, part.path), part.part]));
  const file = freeName('file', landed.columns);
  const types = new Map(landed.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const key = table.primaryKey.map(
    (name) => `CAST(${quoteIdent(name)} AS ${types.get(name.toLowerCase())}) AS ${quoteIdent(name)}`,
  );
  const from = `read_parquet(${fileList([...byPath.keys()])}, union_by_name = true,
    hive_partitioning = false, filename = ${quoteText(file.slice(1, -1))})`;
  const found = await sandbox.rows(
    `SELECT DISTINCT ${file} FROM (SELECT ${key.join(', ')}, ${file} FROM ${from}) AS o
      SEMI JOIN (${delta.keys}) AS k ON ${onKey('o', 'k', table.primaryKey)}`,
  );
  return found.flatMap(([path]) => byPath.get(String(path)) ?? []);
};
