import { type FileHandle, open } from 'node:fs/promises';
import { Writable } from 'node:stream';

/** Bytes that have gone, and how many may. */
export interface SinkLimit {
  readonly limitBytes: number;
  readonly exceeded: (bytes: number) => Error;
}

/** Where the rows of one table go, as csv: a file, or a pipe that somebody reads. */
export class Sink implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #limit: SinkLimit | undefined;
  #bytes = 0;

  private constructor(file: FileHandle, limit: SinkLimit | undefined) {
    this.#file = file;
    this.#limit = limit;
  }

  static async open(path: string, limit?: SinkLimit): Promise<Sink> {
    return new Sink(await open(path, 'w', 0o600), limit);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves once more may follow. */
  async write(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#limit && this.#bytes > this.#limit.limitBytes) throw this.#limit.exceeded(this.#bytes);
    let written = 0;
    // A pipe takes what it has room for.
    while (written < chunk.length) written += (await this.#file.write(chunk, written)).bytesWritten;
  }

  /** For whoever pipes; its end leaves the sink open. */
  stream(): Writable {
    return new Writable({
      highWaterMark: heldBytes,
      write: (chunk: Uint8Array, _encoding, done) => void this.write(chunk).then(() => done(), done),
      writev: (chunks, done) =>
        void this.write(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file.close();
  }
}

/** Fewer, larger writes. */
const heldBytes = 256 * 1024;
