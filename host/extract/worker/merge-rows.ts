import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { ExtractFile } from '../take-in-messages.ts';
import { orDamaged, overChecked, selectBase } from './base-files.ts';
import { checkParts, cutRows, freeName } from './cut.ts';
import { type Delta, deltaOf, onKey } from './delta.ts';
import type { Landed } from './land.ts';
import { type Layout, type Piece, writePiece } from './pieces.ts';
import { isSame } from './same-rows.ts';
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
  const piece = await mergePart(work, '', { landed, delta, parts, fresh: delta.fresh });
  return piece ? { pieces: [piece], kept: [] } : { pieces: [], kept: parts };
};

const merged = async (work: Work, { landed, delta, parts, fresh }: PartMerge): Promise<string> => {
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
  const hit = await orDamaged(work, parts, () => partsWithKeys(work, merge));
  for (const part of hit) touched.add(part);
  const old = new Map(parts.map((part) => [part.part, part]));
  checkParts(work, new Set([...old.keys(), ...cut.keys()]));
  const pieces: Piece[] = [];
  for (const part of touched) {
    const own = old.get(part);
    const some = { ...merge, parts: own ? [own] : [], fresh: cut.get(part) };
    const piece = await mergePart(work, part, some);
    if (piece) pieces.push(piece);
    else touched.delete(part);
  }
  return { pieces, kept: parts.filter(({ part }) => !touched.has(part)) };
};

type PartMerge = Merge & { readonly fresh: string | undefined };

/** The files with the change in them; nothing when that would be what they are. */
const mergePart = (work: Work, part: string, merge: PartMerge): Promise<Piece | undefined> =>
  overChecked(work, merge.parts, async () =>
    (await isPartSame(work, merge)) ? undefined : writePiece(work, part, await merged(work, merge)),
  );

const isPartSame = async (work: Work, { landed, delta, parts, fresh }: PartMerge): Promise<boolean> =>
  fresh !== undefined &&
  !landed.retypes &&
  !landed.change &&
  isSame(work, { parts, columns: landed.columns, fresh, keys: delta.keys });

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
