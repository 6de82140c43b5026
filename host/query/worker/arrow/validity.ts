import { Bits } from './bits.ts';
import { type Rows, validityIn } from './raw-vector.ts';

/** Which values of a column are there, for any number of rows. */
export class Validity {
  readonly #bits = new Bits();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get nullCount(): number {
    return this.#bits.zeros;
  }

  /** Absent when every value is there. */
  get bitmap(): Uint8Array | undefined {
    return this.nullCount === 0 ? undefined : this.#bits.view;
  }

  /** Adds rows and answers with the bits they came from, if any value of the vector may be missing. */
  add(rows: Rows): Uint8Array | undefined {
    const source = validityIn(rows);
    if (source) this.#bits.copy(source, rows.start, rows.count);
    else this.#bits.fill(rows.count);
    this.#length += rows.count;
    return source;
  }

  clear(): void {
    this.#bits.clear();
    this.#length = 0;
  }
}
