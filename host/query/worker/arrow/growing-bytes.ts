const firstSize = 4_096;

/** Bytes that grow at their end and are used again after `clear`. */
export class GrowingBytes {
  #bytes = new Uint8Array(firstSize);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What is there; valid until more is added. */
  get view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  push(bytes: Uint8Array): void {
    this.extend(bytes.length).set(bytes);
  }

  /** Adds room of that size and answers with it. What it holds at first is anything. */
  extend(size: number): Uint8Array {
    const start = this.#length;
    const end = start + size;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.view);
      this.#bytes = larger;
    }
    this.#length = end;
    return this.#bytes.subarray(start, end);
  }

  clear(): void {
    this.#length = 0;
  }
}
