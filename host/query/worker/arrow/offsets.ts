import { GrowingBytes } from './growing-bytes.ts';

/** Where the values of a column of variable length begin, and where the last one ends. */
export class Offsets {
  readonly #bytes = new GrowingBytes();
  #end = 0;

  constructor() {
    this.clear();
  }

  get view(): Uint8Array {
    return this.#bytes.view;
  }

  /** Adds as many values as there are lengths. */
  add(lengths: Uint32Array): void {
    const room = this.#bytes.extend(lengths.length * 4);
    const ends = new Int32Array(room.buffer, room.byteOffset, lengths.length);
    for (let index = 0; index < lengths.length; index += 1) {
      this.#end += lengths[index] ?? 0;
      ends[index] = this.#end;
    }
  }

  clear(): void {
    this.#bytes.clear();
    this.#end = 0;
    this.#bytes.push(new Uint8Array(4));
  }
}
