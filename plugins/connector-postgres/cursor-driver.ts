import { fetchRows } from './fetch-rows.ts';
import type { Row, Session, Statement } from './session.ts';
import type { Sink } from './sink.ts';

/** Reads a SELECT in batches, with bound values. Answers how many rows there were. */
export const cursorRows = async (
  session: Session,
  { text, values = [] }: Statement,
  { sink, fetchSize }: { readonly sink: Pick<Sink, 'write'>; readonly fetchSize: number },
): Promise<number> => {
  await session.ask(`DECLARE agnes_rows NO SCROLL CURSOR FOR ${text}`, values);
  let rows = 0;
  for await (const batch of fetchRows(session, 'agnes_rows', fetchSize)) {
    for (const piece of piecesOf(batch)) await sink.write(Buffer.from(piece));
    rows += batch.length;
  }
  await session.ask('CLOSE agnes_rows');
  return rows;
};

/** Characters of a piece; a row that is longer is one of its own. */
const pieceLength = 1024 * 1024;

/** The rows as COPY would write them: NULL is nothing, an empty text is quoted. */
function* piecesOf(rows: readonly Row[]): Generator<string> {
  let text = '';
  for (const row of rows) {
    text += `${row.map(field).join(',')}\n`;
    if (text.length < pieceLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

const special = /[",\r\n]|^$|^\\\.$/;

const field = (value: string | null): string => {
  if (value === null) return '';
  return special.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
