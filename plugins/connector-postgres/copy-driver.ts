import { CopyOut } from './copy-out.ts';
import type { Session } from './session.ts';
import type { Sink } from './sink.ts';

/** Reads a SELECT without parameters by COPY, as the server writes it. Answers how many rows there were. */
export const copyRows = async (session: Session, select: string, sink: Sink): Promise<number> => {
  const text = `COPY (${select}) TO STDOUT (FORMAT csv)`;
  const copy = new CopyOut(
    text,
    (bytes) => sink.write(bytes),
    () => session.interrupt(),
  );
  session.client.query(copy);
  try {
    return await copy.done;
  } catch (cause) {
    throw session.told(cause);
  }
};
