import type { Row, Session } from './session.ts';

/** Bytes that a batch is to have at most; one row may have more. */
const mostBytes = 16 * 1024 * 1024;
/** Rows of the first batch, of which nobody knows how long they are. */
const firstRows = 16;
/** What follows short rows may be long: a batch has at most so many times the rows of the one before. */
const mostGrowth = 8;

/** The rows of a cursor in batches: at most `fetchSize` rows, and about 16 MiB. */
export async function* fetchRows(
  session: Session,
  cursor: string,
  fetchSize: number,
): AsyncGenerator<readonly Row[]> {
  let wanted = Math.min(fetchSize, firstRows);
  for (;;) {
    const { rows } = await session.ask(`FETCH FORWARD ${wanted} FROM ${cursor}`);
    if (rows.length > 0) yield rows;
    if (rows.length < wanted) return;
    const fitting = Math.floor((mostBytes * rows.length) / (lengthOf(rows) + 1));
    wanted = Math.max(1, Math.min(fetchSize, wanted * mostGrowth, fitting));
  }
}

const lengthOf = (rows: readonly Row[]): number => {
  let length = 0;
  for (const row of rows) for (const value of row) length += value?.length ?? 0;
  return length;
};
