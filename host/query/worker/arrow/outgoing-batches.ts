import type { FileHandle } from 'node:fs/promises';
import type { ArrowBatches } from './arrow-batches.ts';

/** Writes batches, no further than a number of bytes: one that does not fit is left out, and so are all after it. */
export class OutgoingBatches {
  readonly #file: FileHandle;
  #left: number;
  #rows = 0;
  #isFull = false;

  constructor(file: FileHandle, most = Number.POSITIVE_INFINITY) {
    this.#file = file;
    this.#left = most;
  }

  /** Rows that were written. */
  get rows(): number {
    return this.#rows;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Writes the rows that wait. */
  async send(batches: ArrowBatches): Promise<void> {
    const { rows } = batches;
    if (rows === 0 || this.#isFull) return;
    const bytes = batches.take();
    this.#isFull = bytes.length > this.#left;
    if (this.#isFull) return;
    await this.#file.writeFile(bytes);
    this.#left -= bytes.length;
    this.#rows += rows;
  }
}
