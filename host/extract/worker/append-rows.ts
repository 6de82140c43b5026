import { keyDuplicate } from '../errors.ts';
import type { ExtractFile } from '../take-in-messages.ts';
import { orDamaged, overChecked, selectBase } from './base-files.ts';
import { checkKey } from './check-key.ts';
import { checkParts, cutRows } from './cut.ts';
import { onKey } from './delta.ts';
import type { Landed } from './land.ts';
import { numberedPart, partName } from './part-name.ts';
import { type Layout, type Piece, writePiece } from './pieces.ts';
import { readParquet } from './sandbox.ts';
import { numberFrom, type Work } from './work.ts';

/** More parts than this, or more than a few tiny ones, become one file. */
const mostAppended = 64;
const fewParts = 8;
const tinyBytes = 8 * 1024 * 1024;

/** What came in goes beside what is published. */
export const appendRows = async (work: Work, landed: Landed): Promise<Layout> => {
  const parts = work.base?.parts ?? [];
  const gone = new Set((work.table.gone ?? []).map(partName));
  const append = { landed, parts: parts.filter(({ part }) => !(isReplaced(part, landed) || gone.has(part))) };
  await checkKeys(work, append);
  if (work.table.partition) return appendCut(work, append);
  if (gone.size > 0 || landed.pieces.some(({ part }) => part !== '')) return appendNamed(work, append);
  if (landed.pieces.every(({ rows }) => rows === 0) && append.parts.length > 0 && !landed.change) {
    return { pieces: [], kept: append.parts };
  }
  return isScattered(append) || landed.retypes ? compacted(work, append) : appendOne(append);
};

interface Append {
  readonly landed: Landed;
  /** Published parts that stay. */
  readonly parts: readonly ExtractFile[];
}

// A file that names its part is a new version of that part.
const isReplaced = (part: string, { pieces }: Landed): boolean =>
  part !== '' && pieces.some((piece) => piece.part === part);

const checkKeys = async (work: Work, { landed, parts }: Append): Promise<void> => {
  const { sandbox, table } = work;
  const key = table.primaryKey;
  if (key.length === 0) return;
  const from = readParquet(landed.pieces.map(({ path }) => path));
  await checkKey(sandbox, { from, columns: landed.columns, key });
  if (parts.length === 0) return;
  const keys = await orDamaged(work, parts, async () => {
    const base = await selectBase(work, parts, landed.columns);
    const on = onKey('n', 'o', key);
    return numberFrom(sandbox, `SELECT count(*) FROM ${from} AS n SEMI JOIN (${base}) AS o ON ${on}`);
  });
  if (keys > 0) throw keyDuplicate({ keys, columns: key });
};

const appendCut = async (work: Work, { landed, parts }: Append): Promise<Layout> => {
  const { partition = { column: '' } } = work.table;
  const select = `SELECT * FROM ${readParquet(landed.pieces.map(({ path }) => path))}`;
  const cut = await cutRows(work, { select, columns: landed.columns, partition });
  const old = new Map(parts.map((part) => [part.part, part]));
  checkParts(work, new Set([...old.keys(), ...cut.keys()]));
  const touched = new Set([...cut.keys(), ...(landed.retypes ? old.keys() : [])]);
  const pieces: Piece[] = [];
  for (const part of touched) {
    const own = old.get(part);
    pieces.push(await together(work, { part, landed, parts: own ? [own] : [], fresh: cut.get(part) }));
  }
  return { pieces, kept: parts.filter(({ part }) => !touched.has(part)) };
};

const appendNamed = async (work: Work, { landed, parts }: Append): Promise<Layout> => {
  checkParts(work, new Set([...parts, ...landed.pieces].map(({ part }) => part)));
  if (!landed.retypes) return { pieces: landed.pieces, kept: parts };
  const pieces: Piece[] = [];
  for (const own of parts) {
    pieces.push(await together(work, { part: own.part, landed, parts: [own], fresh: undefined }));
  }
  return { pieces: [...pieces, ...landed.pieces], kept: [] };
};

const appendOne = ({ landed, parts }: Append): Layout => {
  if (parts.length === 0) return { pieces: landed.pieces, kept: [] };
  const last = Math.max(0, ...parts.map(({ part }) => Number(/^\d+$/.exec(part)?.[0] ?? 0)));
  return { pieces: landed.pieces.map((piece) => ({ ...piece, part: numberedPart(last + 1) })), kept: parts };
};

const isScattered = ({ parts }: Append): boolean => {
  const bytes = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return parts.length >= mostAppended || (parts.length >= fewParts && bytes < tinyBytes);
};

const compacted = async (work: Work, { landed, parts }: Append): Promise<Layout> => {
  const fresh = `SELECT * FROM ${readParquet(landed.pieces.map(({ path }) => path))}`;
  return { pieces: [await together(work, { part: '', landed, parts, fresh })], kept: [] };
};

const together = async (
  work: Work,
  { part, landed, parts, fresh }: Append & { readonly part: string; readonly fresh: string | undefined },
): Promise<Piece> => {
  const base = parts.length > 0 ? [await selectBase(work, parts, landed.columns)] : [];
  const select = [...base, ...(fresh === undefined ? [] : [fresh])]
    .map((one) => `(${one})`)
    .join(' UNION ALL ');
  return overChecked(work, parts, () => writePiece(work, part, select));
};
