import type { Readable } from 'node:stream';

/** Reads a stream piece by piece: up to a byte, or a number of bytes. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The bytes before the next `end`, which is dropped; nothing when the stream ends first. `most` bounds them. */
  async until(end: number, most: number): Promise<Buffer | undefined> {
    let at = this.#held.indexOf(end);
    while (at < 0) {
      if (this.#held.length > most || !(await this.#more())) return undefined;
      at = this.#held.indexOf(end);
    }
    const found = this.#held.subarray(0, at);
    this.#held = this.#held.subarray(at + 1);
    return found;
  }

  /** Exactly this many bytes, as they come. */
  async *take(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) return;
      const part = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done) return false;
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    return true;
  }
}
