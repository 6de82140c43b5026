import { pipeline } from 'node:stream/promises';
import { to } from 'pg-copy-streams';
import type { Session } from './session.ts';
import type { Sink } from './sink.ts';

/** Reads a SELECT without parameters by COPY, as the server writes it. Answers how many rows there were. */
export const copyRows = async (session: Session, select: string, sink: Sink): Promise<number> => {
  const copy = session.client.query(to(`COPY (${select}) TO STDOUT (FORMAT csv)`));
  try {
    await pipeline(copy, sink.stream());
    return copy.rowCount;
  } catch (cause) {
    throw session.told(cause);
  }
};
