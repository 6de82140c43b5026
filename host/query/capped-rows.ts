import type { Deadline } from './deadline.ts';
import type { AnswerEnd } from './protocol.ts';
import type { SlotRun } from './worker-slot.ts';

/** How much of an answer is handed on. */
export interface RowCap {
  readonly bytes: number;
  /** Ends the statement when nobody needs the rest. */
  readonly deadline: Pick<Deadline, 'signal' | 'cancel'>;
}

const lineFeed = 0x0a;

/** The first rows of an answer that has one line per row, whole ones, as many as fit; its end says whether that was all. */
export const cappedRows = (
  { bytes, end }: Pick<SlotRun, 'bytes' | 'end'>,
  { bytes: most, deadline }: RowCap,
): Pick<SlotRun, 'bytes' | 'end'> => {
  let cut: AnswerEnd | undefined;
  const read = Promise.withResolvers<void>();
  async function* fitting(): AsyncGenerator<Buffer> {
    let [left, rows] = [most, 0];
    // The beginning of a row whose end has not come.
    let open: Buffer[] = [];
    for await (const chunk of bytes) {
      const lines = linesIn(chunk, left);
      rows += lines.count;
      if (lines.count > 0) yield Buffer.concat([...open.splice(0), chunk.subarray(0, lines.end)]);
      if (chunk.length > left) {
        cut = { rows, truncated: true };
        deadline.cancel();
        return;
      }
      left -= chunk.length;
      open = [...open, chunk.subarray(lines.end)];
    }
  }
  async function* told(): AsyncGenerator<Buffer> {
    try {
      yield* fitting();
    } finally {
      read.resolve();
    }
  }
  deadline.signal.addEventListener('abort', () => read.resolve(), { once: true });
  // A statement may have ended before its last rows are looked at.
  const known = end.then(
    (whole) => read.promise.then(() => cut ?? whole),
    (error: unknown) => cut ?? Promise.reject(error),
  );
  // Whoever reads the rows hears of it there.
  known.catch(() => {});
  return { bytes: told(), end: known };
};

/** How many rows end within the first bytes of a chunk, and where the last of them does. */
const linesIn = (chunk: Buffer, most: number): { readonly count: number; readonly end: number } => {
  const part = chunk.subarray(0, most);
  let [count, end] = [0, 0];
  for (let at = part.indexOf(lineFeed); at !== -1; at = part.indexOf(lineFeed, end)) {
    count += 1;
    end = at + 1;
  }
  return { count, end };
};
