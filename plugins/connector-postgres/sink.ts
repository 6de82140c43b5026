import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PipeClosed } from '@agnes/sdk/connector';
import { codeOf } from './errors.ts';

/** Where the rows of a table go. */
export interface SinkPlace {
  readonly table: string;
  readonly path: string;
  /** True: somebody reads it while it is written. */
  readonly isPipe: boolean;
  /** Most bytes it takes, and what is thrown beyond. */
  readonly limit?: { readonly bytes: number; readonly exceeded: (bytes: number) => Error };
}

/** A file, or a pipe, that the rows of one table are written to as csv. */
export class Sink implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #place: SinkPlace;
  #bytes = 0;

  private constructor(file: FileHandle, place: SinkPlace) {
    this.#file = file;
    this.#place = place;
  }

  /** Makes the file, or waits until somebody reads the pipe. */
  static async open(place: SinkPlace): Promise<Sink> {
    try {
      return new Sink(await open(place.path, place.isPipe ? constants.O_WRONLY : 'wx', 0o600), place);
    } catch (cause) {
      throw told(place, cause);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves once more may follow. */
  async write(chunk: Uint8Array): Promise<void> {
    const { limit } = this.#place;
    this.#bytes += chunk.length;
    if (limit && this.#bytes > limit.bytes) throw limit.exceeded(this.#bytes);
    try {
      let written = 0;
      // A pipe takes what it has room for.
      while (written < chunk.length) written += (await this.#file.write(chunk, written)).bytesWritten;
    } catch (cause) {
      throw told(this.#place, cause);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file.close();
  }
}

// A pipe that is gone was given up by whoever read it.
const told = ({ table, isPipe }: SinkPlace, cause: unknown): unknown =>
  isPipe && ['EPIPE', 'ENOENT'].includes(codeOf(cause)) ? PipeClosed({ table }, { cause }) : cause;
