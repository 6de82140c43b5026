import type { AnswerEnd } from './protocol.ts';
import type { SlotRun } from './worker-slot.ts';

/** How much of an answer is handed on. */
export interface RowCap {
  readonly bytes: number;
  /** Ends the statement: nobody needs the rest. */
  readonly stop: () => void;
}

const lineFeed = 0x0a;

/** The first rows of an answer that has one line per row, whole ones, as many as fit; its end says whether that was all. */
export const cappedRows = (
  { bytes, end }: Pick<SlotRun, 'bytes' | 'end'>,
  { bytes: most, stop }: RowCap,
): Pick<SlotRun, 'bytes' | 'end'> => {
  let cut: AnswerEnd | undefined;
  async function* fitting(): AsyncGenerator<Buffer> {
    let left = most;
    let rows = 0;
    // The beginning of a row whose end has not come.
    let open: Buffer[] = [];
    for await (const chunk of bytes) {
      const lines = linesIn(chunk, left);
      if (chunk.length > left) {
        cut = { rows: rows + lines.count, truncated: true };
        if (lines.count > 0) yield Buffer.concat([...open, chunk.subarray(0, lines.end)]);
        stop();
        return;
      }
      left -= chunk.length;
      rows += lines.count;
      if (lines.count > 0) {
        yield Buffer.concat([...open, chunk.subarray(0, lines.end)]);
        open = [];
      }
      if (lines.end < chunk.length) open.push(chunk.subarray(lines.end));
    }
  }
  const known = end.catch((error: unknown) => {
    if (cut) return cut;
    throw error;
  });
  // Whoever reads the rows hears of it there.
  known.catch(() => {});
  return { bytes: fitting(), end: known.then((whole) => cut ?? whole) };
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
