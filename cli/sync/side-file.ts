import { createHash } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { ignoreMissing } from '../files/durable-file.ts';
import { type Block, begunBlocks, frontOf, recordBytes, recordedBlocks, recordOf } from './blocks.ts';

const readBytes = 1024 * 1024;

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
  readonly #hash = createHash('sha256');
  #hashed = 0;
  #following: Promise<void> | undefined;
  #isClosed = false;

  private constructor(file: FileHandle, bytes: number, blocks: readonly Block[]) {
    this.#file = file;
    this.#bytes = bytes;
    this.blocks = blocks;
    this.#follow();
  }

  /** Opens what an earlier attempt has left, or begins. */
  static async open(path: string, expected: Expected): Promise<SideFile> {
    const { bytes } = expected;
    const size = await keptSize(path, bytes);
    const file = await open(path, flagsFor(size, bytes));
    try {
      return new SideFile(file, bytes, await blocksIn(file, size ?? 0, expected));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Hashes bytes on their way, when they are the next ones. Others are read again when it is their turn. */
  hashAt(position: number, bytes: Buffer): void {
    if (position !== this.#hashed) return;
    this.#hash.update(bytes);
    this.#hashed += bytes.length;
  }

  /** Writes the next bytes of a block. */
  async append(block: Block, bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      const { bytesWritten } = await this.#file.write(rest, 0, rest.length, block.start + block.done);
      block.done += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
    if (this.#isSplit()) await this.#file.write(recordOf(this.blocks), 0, undefined, this.#bytes);
    this.#follow();
  }

  /** The digest of the whole, once every block is complete; the file is nothing but its bytes then. */
  async finish(): Promise<string> {
    await this.#following;
    await this.#catchUp();
    if (this.#isSplit()) await this.#file.truncate(this.#bytes);
    return this.#hash.digest('hex');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#following?.catch(() => {});
    await this.#file.close();
  }

  #isSplit(): boolean {
    return this.blocks.length > 1;
  }

  #follow(): void {
    if (this.#following !== undefined || this.#hashed >= frontOf(this.blocks)) return;
    this.#following = this.#catchUp().finally(() => {
      this.#following = undefined;
    });
    // Whoever wants the digest meets the failure again.
    this.#following.catch(() => {});
  }

  async #catchUp(): Promise<void> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(readBytes, this.#bytes));
    while (!this.#isClosed && this.#hashed < frontOf(this.blocks)) {
      const length = Math.min(buffer.length, frontOf(this.blocks) - this.#hashed);
      const { bytesRead } = await this.#file.read(buffer, 0, length, this.#hashed);
      // Somebody cut the file: its digest tells.
      if (bytesRead === 0) return;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#hashed += bytesRead;
    }
  }
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
