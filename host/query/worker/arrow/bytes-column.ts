import type { Data, DataType } from 'apache-arrow';
import { isSet } from './bits.ts';
import type { Column } from './column.ts';
import { columnData } from './column-data.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { Offsets } from './offsets.ts';
import { longBytes, type Rows, valuesIn } from './raw-vector.ts';
import { Validity } from './validity.ts';

/** An entry of DuckDB: four bytes of length, then up to twelve of content or four of content and a pointer. */
const entrySize = 16;
const inline = 12;

/** Text or blobs, copied as the bytes they are. */
export class BytesColumn implements Column {
  readonly #validity = new Validity();
  readonly #offsets = new Offsets();
  readonly #values = new GrowingBytes();
  readonly #type: DataType;

  constructor(type: DataType) {
    this.#type = type;
  }

  get size(): number {
    return this.#values.length;
  }

  add(rows: Rows): void {
    const valid = this.#validity.add(rows);
    const entries = valuesIn(rows, entrySize);
    const lengths = new Uint32Array(rows.count);
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
    for (let index = 0; index < rows.count; index += 1) {
      // The entry of a NULL may be anything.
      if (valid && !isSet(valid, rows.start + index)) continue;
      const length = view.getUint32(index * entrySize, true);
      lengths[index] = length;
      if (length <= inline) this.#pushInline(entries, index * entrySize + 4, length);
      else this.#values.push(longBytes(entries, index * entrySize + 8, length));
    }
    this.#offsets.add(lengths);
  }

  data(): Data<DataType> {
    const { view: offsets } = this.#offsets;
    return columnData(this.#type, { validity: this.#validity, offsets, values: this.#values.view });
  }

  clear(): void {
    this.#validity.clear();
    this.#offsets.clear();
    this.#values.clear();
  }

  #pushInline(entries: Uint8Array, at: number, length: number): void {
    const target = this.#values.extend(length);
    // Cheaper than a view of so few bytes.
    for (let index = 0; index < length; index += 1) target[index] = entries[at + index] ?? 0;
  }
}
