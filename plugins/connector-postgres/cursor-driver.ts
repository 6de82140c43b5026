import type { Row, Session, Statement } from './session.ts';
import type { Sink } from './sink.ts';

/** Reads a SELECT in batches, with bound values. Answers how many rows there were. */
export const cursorRows = async (
  session: Session,
  { text, values = [] }: Statement,
  { sink, fetchSize }: { readonly sink: Sink; readonly fetchSize: number },
): Promise<number> => {
  await session.ask(`DECLARE agnes_rows NO SCROLL CURSOR FOR ${text}`, values);
  let rows = 0;
  for (;;) {
    const batch = (await session.ask(`FETCH FORWARD ${fetchSize} FROM agnes_rows`)).rows;
    if (batch.length > 0) await sink.write(Buffer.from(csvOf(batch)));
    rows += batch.length;
    if (batch.length < fetchSize) break;
  }
  await session.ask('CLOSE agnes_rows');
  return rows;
};

/** The rows as COPY would write them: NULL is nothing, an empty text is quoted. */
const csvOf = (rows: readonly Row[]): string => {
  let text = '';
  for (const row of rows) text += `${row.map(field).join(',')}\n`;
  return text;
};

const special = /[",\r\n]|^$|^\\\.$/;

const field = (value: string | null): string => {
  if (value === null) return '';
  return special.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
