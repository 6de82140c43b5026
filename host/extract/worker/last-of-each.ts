import { quoteIdent } from '../../store/quote-ident.ts';
import { keyMissing } from '../errors.ts';
import { checkFilled, doubledKeys } from './check-key.ts';
import { freeName } from './cut.ts';
import type { Landed } from './land.ts';
import { type Piece, writePiece } from './pieces.ts';
import { readParquet } from './sandbox.ts';
import type { Work } from './work.ts';

/** Of the rows with one key the last: by the cursor, then by arrival. Throws when a row has no key. */
export const lastOfEach = async (work: Work, landed: Landed): Promise<readonly Piece[]> => {
  const { sandbox, table } = work;
  const from = readParquet(landed.pieces.map(({ path }) => path));
  const keyed = { from, columns: landed.columns, key: table.primaryKey };
  await checkFilled(sandbox, keyed);
  if ((await doubledKeys(sandbox, keyed)) === 0) return landed.pieces;
  const arrival = freeName('arrival', landed.columns);
  const key = table.primaryKey.map(quoteIdent).join(', ');
  const order = [...cursorOrder(work, landed), `${arrival} DESC`].join(', ');
  const select = `SELECT * EXCLUDE (${arrival}) FROM (
    SELECT *, row_number() OVER () AS ${arrival} FROM ${from}
  ) QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY ${order}) = 1 ORDER BY ${arrival}`;
  return [await writePiece(work, '', select)];
};

const cursorOrder = ({ table: { cursorColumn } }: Work, { columns }: Landed): readonly string[] => {
  if (cursorColumn === undefined) return [];
  const isThere = columns.some(({ name }) => name.toLowerCase() === cursorColumn.toLowerCase());
  if (!isThere) throw keyMissing({ column: cursorColumn });
  return [`${quoteIdent(cursorColumn)} DESC NULLS LAST`];
};
