import type { Data, DataType } from 'apache-arrow';
import { Bits } from './bits.ts';
import type { Column } from './column.ts';
import { columnData } from './column-data.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { type Rows, valuesIn } from './raw-vector.ts';
import { Validity } from './validity.ts';

/** Values of one width, in the bytes that DuckDB has them in. */
export class FixedColumn implements Column {
  readonly #validity = new Validity();
  readonly #values = new GrowingBytes();
  readonly #type: DataType;
  readonly #width: number;

  constructor(type: DataType, width: number) {
    this.#type = type;
    this.#width = width;
  }

  get size(): number {
    return this.#values.length;
  }

  add(rows: Rows): void {
    this.#validity.add(rows);
    this.#values.push(valuesIn(rows, this.#width));
  }

  data(): Data<DataType> {
    return columnData(this.#type, { validity: this.#validity, values: this.#values.view });
  }

  clear(): void {
    this.#validity.clear();
    this.#values.clear();
  }
}

/** Booleans: a byte each in DuckDB, a bit each in Arrow. */
export class BooleanColumn implements Column {
  readonly #validity = new Validity();
  readonly #values = new Bits();
  readonly #type: DataType;

  constructor(type: DataType) {
    this.#type = type;
  }

  get size(): number {
    return this.#values.view.length;
  }

  add(rows: Rows): void {
    this.#validity.add(rows);
    this.#values.pack(valuesIn(rows, 1));
  }

  data(): Data<DataType> {
    return columnData(this.#type, { validity: this.#validity, values: this.#values.view });
  }

  clear(): void {
    this.#validity.clear();
    this.#values.clear();
  }
}
