import { checkKey } from './check-key.ts';
import { checkParts, cutRows } from './cut.ts';
import type { Landed } from './land.ts';
import { lastOfEach } from './last-of-each.ts';
import { type Layout, type Piece, writePiece } from './pieces.ts';
import { readParquet } from './sandbox.ts';
import type { Work } from './work.ts';

/** What came in is the table. */
export const replaceRows = async (work: Work, landed: Landed): Promise<Layout> => {
  const { table, sandbox } = work;
  const rows = table.lastWins ? await lastOfEach(work, landed) : landed.pieces;
  const from = readParquet(rows.map(({ path }) => path));
  if (!table.lastWins) await checkKey(sandbox, { from, columns: landed.columns, key: table.primaryKey });
  return { pieces: await inParts(work, { ...landed, pieces: rows }), kept: [] };
};

const inParts = async (work: Work, { pieces, columns }: Landed): Promise<readonly Piece[]> => {
  const { partition } = work.table;
  if (!partition) {
    checkParts(work, new Set(pieces.map(({ part }) => part)));
    return pieces;
  }
  const select = `SELECT * FROM ${readParquet(pieces.map(({ path }) => path))}`;
  const cut = await cutRows(work, { select, columns, partition });
  const written: Piece[] = [];
  for (const [part, rows] of cut) written.push(await writePiece(work, part, rows));
  return written;
};
