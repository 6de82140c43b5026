import type { Block } from './blocks.ts';
import type { SideFile } from './side-file.ts';

const pieceBytes = 1024 * 1024;
/** With fewer, what arrives waits for the disk too often. */
const mostWaiting = 2;

/** Writes what comes for a block in large pieces, the next of which fills meanwhile. */
export class BlockWriter {
  readonly #side: SideFile;
  readonly #block: Block;
  readonly #spare: Buffer[] = [];
  #filling: Buffer | undefined;
  #filled = 0;
  /** Pieces that are not written yet. */
  #waiting = 0;
  #before = Promise.resolve();
  #last = Promise.resolve();

  constructor(side: SideFile, block: Block) {
    this.#side = side;
    this.#block = block;
  }

  /** Takes the bytes over: their memory may be used for others at once. */
  add(bytes: Buffer): void {
    for (let rest = bytes; rest.length > 0; ) {
      this.#filling ??= this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#room());
      const copied = rest.copy(this.#filling, this.#filled);
      this.#filled += copied;
      rest = rest.subarray(copied);
      if (this.#filled === this.#filling.length) this.#write();
    }
    // Little is lost when the program is killed, and a slow network is written as it comes.
    if (this.#waiting === 0) this.#write();
  }

  /** Waits until more may come, or tells that writing failed. */
  async ready(): Promise<void> {
    if (this.#waiting > mostWaiting) await this.#before;
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    this.#write();
    await this.#last;
  }

  // A small file does with a small buffer.
  #room(): number {
    const { start, end } = this.#block;
    return Math.min(pieceBytes, end - start);
  }

  #write(): void {
    const buffer = this.#filling;
    if (!buffer || this.#filled === 0) return;
    const piece = buffer.subarray(0, this.#filled);
    [this.#filling, this.#filled] = [undefined, 0];
    this.#waiting += 1;
    this.#before = this.#last;
    this.#last = this.#before.then(async () => {
      await this.#side.append(this.#block, piece);
      this.#waiting -= 1;
      this.#spare.push(buffer);
    });
    // Whoever waits next is told.
    this.#last.catch(() => {});
  }
}
