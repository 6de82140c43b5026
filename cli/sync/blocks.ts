const splitFrom = 50 * 1024 * 1024;
const blockBytes = 64 * 1024 * 1024;
const [fewest, most] = [4, 64];
const fieldBytes = 8;

/** A stretch of a file, and how many of its bytes are there, from its start on. */
export interface Block {
  readonly start: number;
  readonly end: number;
  done: number;
}

/** The blocks in which a file of that size may come at a time; one for a small file. The same for the same size, always. */
const blocksOf = (bytes: number): readonly Block[] => {
  const count = bytes > splitFrom ? Math.min(most, Math.max(fewest, Math.ceil(bytes / blockBytes))) : 1;
  const share = Math.ceil(bytes / count);
  return Array.from({ length: count }, (_, i) => ({
    start: i * share,
    end: Math.min((i + 1) * share, bytes),
    done: 0,
  }));
};

/** True when nothing of a block is missing. */
export const isComplete = ({ start, end, done }: Block): boolean => start + done === end;

/** Where the bytes end that are there without a gap. */
export const frontOf = (blocks: readonly Block[]): number => {
  const open = blocks.find((block) => !isComplete(block)) ?? blocks.at(-1);
  return open ? open.start + open.done : 0;
};

/** How many bytes `recordOf` needs for a file of that size; none when it comes in one block. */
export const recordBytes = (bytes: number): number => {
  const { length } = blocksOf(bytes);
  return length > 1 ? length * fieldBytes : 0;
};

/** How far each block is, as bytes for a file. */
export const recordOf = (blocks: readonly Block[]): Buffer => {
  const record = Buffer.alloc(blocks.length * fieldBytes);
  for (const [i, { done }] of blocks.entries()) record.writeDoubleLE(done, i * fieldBytes);
  return record;
};

/** The blocks of a file as they were recorded; of what no record can say nothing is there. */
export const recordedBlocks = (bytes: number, record: Buffer): readonly Block[] =>
  blocksOf(bytes).map(({ start, end }, i) => {
    const done = record.readDoubleLE(i * fieldBytes);
    return { start, end, done: Number.isInteger(done) && done >= 0 && done <= end - start ? done : 0 };
  });

/** The blocks of a file whose first bytes are there. */
export const begunBlocks = (bytes: number, here: number): readonly Block[] =>
  blocksOf(bytes).map(({ start, end }) => ({
    start,
    end,
    done: Math.min(Math.max(here - start, 0), end - start),
  }));
