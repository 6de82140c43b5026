import { copyRows } from './copy-driver.ts';
import { cursorRows } from './cursor-driver.ts';
import { codeOf } from './errors.ts';
import type { Session, Statement } from './session.ts';
import { Sink, type SinkPlace } from './sink.ts';

/** How the rows of a statement are written. */
export interface Writing {
  readonly driver: string;
  readonly fetchSize: number;
  readonly place: SinkPlace;
}

/** What became of it. */
export interface Written {
  readonly rows: number;
  /** Why COPY was not possible. */
  readonly refused?: string;
}

/** Writes the rows of a statement: by COPY where it needs no value, else through a cursor. */
export const writeRows = async (
  session: Session,
  statement: Statement,
  writing: Writing,
): Promise<Written> => {
  await using sink = await Sink.open(writing.place);
  const { driver, fetchSize } = writing;
  const byCursor = () => cursorRows(session, statement, { sink, fetchSize });
  const { text, values = [] } = statement;
  if (driver === 'cursor' || values.length > 0) return { rows: await byCursor() };
  await session.ask('SAVEPOINT agnes_copy');
  try {
    return { rows: await copyRows(session, text, sink) };
  } catch (error) {
    if (driver !== 'auto' || sink.bytes > 0 || !isRefusal(error)) throw error;
    await session.ask('ROLLBACK TO SAVEPOINT agnes_copy');
    return { rows: await byCursor(), refused: messageOf(error) };
  }
};

/** No right, no such syntax, no such feature; other failures would meet a cursor, too. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && ['42501', '42601', '0A000'].includes(codeOf(error.cause));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
