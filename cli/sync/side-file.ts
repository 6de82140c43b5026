import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { ignoreMissing } from '../files/durable-file.ts';
import { type Block, begunBlocks, frontOf, recordBytes, recordedBlocks, recordOf } from './blocks.ts';
import type { Followed, Hashing } from './hashing.ts';

/** What is to come into a side file. */
interface Expected {
  readonly bytes: number;
  /** Whether several stretches of it may come at a time. */
  readonly isSplit: boolean;
}

/**
 * A file as it arrives, hashed as far as it is there without a gap.
 *
 * What comes in one stream is appended, and its size says how far it is. What comes in blocks is written at their places,
 * with a record behind the last byte that says how far each is: it is written after the bytes, so it never says too much.
 */
export class SideFile implements AsyncDisposable {
  readonly blocks: readonly Block[];
  readonly #file: FileHandle;
  readonly #bytes: number;
  readonly #followed: Followed;

  private constructor(file: FileHandle, followed: Followed, { bytes, blocks }: Layout) {
    this.#file = file;
    this.#bytes = bytes;
    this.#followed = followed;
    this.blocks = blocks;
    followed.advance(frontOf(blocks));
  }

  /** Opens what an earlier attempt has left, or begins. */
  static async open(path: string, expected: Expected, hashing: Pick<Hashing, 'follow'>): Promise<SideFile> {
    const { bytes } = expected;
    const size = await keptSize(path, bytes);
    const file = await open(path, flagsFor(size, bytes));
    try {
      const blocks = await blocksIn(file, size ?? 0, expected);
      return new SideFile(file, hashing.follow(path), { bytes, blocks });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Writes the next bytes of a block. */
  async append(block: Block, bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      const { bytesWritten } = await this.#file.write(rest, 0, rest.length, block.start + block.done);
      block.done += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
    if (this.#isSplit()) await this.#file.write(recordOf(this.blocks), 0, undefined, this.#bytes);
    this.#followed.advance(frontOf(this.blocks));
  }

  /** Once every block is complete: from then on the file is nothing but its bytes. */
  async complete(): Promise<void> {
    if (this.#isSplit()) await this.#file.truncate(this.#bytes);
  }

  /** The digest of what is there without a gap. */
  digest(): Promise<string> {
    return this.#followed.digest();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#followed.drop();
    await this.#file.close();
  }

  #isSplit(): boolean {
    return this.blocks.length > 1;
  }
}

/** How large the file will be, and in which blocks it comes. */
interface Layout {
  readonly bytes: number;
  readonly blocks: readonly Block[];
}

// One that is complete may be a link to a good one: it is never opened for writing.
const flagsFor = (size: number | undefined, bytes: number): string => {
  if (size === undefined) return 'wx+';
  return size === bytes ? 'r' : 'r+';
};

/** The size of what may be continued; what may not is removed, never truncated: it may be a link to a good file. */
const keptSize = async (path: string, bytes: number): Promise<number | undefined> => {
  const about = await stat(path).catch(ignoreMissing);
  if (!about || about.size === bytes) return about?.size;
  const isOwn = about.nlink === 1 && (about.size < bytes || about.size === bytes + recordBytes(bytes));
  if (isOwn) return about.size;
  await rm(path);
  return undefined;
};

const blocksIn = async (
  file: FileHandle,
  size: number,
  { bytes, isSplit }: Expected,
): Promise<readonly Block[]> => {
  if (size > bytes) {
    const record = Buffer.alloc(recordBytes(bytes));
    await file.read(record, 0, record.length, bytes);
    return recordedBlocks(bytes, record);
  }
  const blocks = begunBlocks(bytes, size);
  // One stream that is further than a fourth goes on as one.
  if (!isSplit || blocks.length === 1 || size > Math.ceil(bytes / 4))
    return [{ start: 0, end: bytes, done: size }];
  await file.write(recordOf(blocks), 0, undefined, bytes);
  return blocks;
};
