import type { Data, DataType } from 'apache-arrow';
import type { Column } from './column.ts';
import { columnData } from './column-data.ts';
import { fieldOf, type Rows, slotsOf } from './raw-vector.ts';
import { Validity } from './validity.ts';

/** Arrays of one length, whose slots are there even where the array is NULL. */
export class ArrayColumn implements Column {
  readonly #validity = new Validity();
  readonly #type: DataType;
  readonly #slots: Column;
  readonly #length: number;

  constructor(type: DataType, slots: Column, length: number) {
    this.#type = type;
    this.#slots = slots;
    this.#length = length;
  }

  get size(): number {
    return this.#slots.size;
  }

  add(rows: Rows): void {
    this.#validity.add(rows);
    const vector = slotsOf(rows.vector);
    this.#slots.add({ vector, start: rows.start * this.#length, count: rows.count * this.#length });
  }

  data(): Data<DataType> {
    return columnData(this.#type, { validity: this.#validity, children: [this.#slots.data()] });
  }

  clear(): void {
    this.#validity.clear();
    this.#slots.clear();
  }
}

/** Structs: a column for each field. */
export class StructColumn implements Column {
  readonly #validity = new Validity();
  readonly #type: DataType;
  readonly #fields: readonly Column[];

  constructor(type: DataType, fields: readonly Column[]) {
    this.#type = type;
    this.#fields = fields;
  }

  get size(): number {
    return this.#fields.reduce((size, field) => size + field.size, 0);
  }

  add(rows: Rows): void {
    this.#validity.add(rows);
    for (const [index, field] of this.#fields.entries())
      field.add({ ...rows, vector: fieldOf(rows.vector, index) });
  }

  data(): Data<DataType> {
    const children = this.#fields.map((field) => field.data());
    return columnData(this.#type, { validity: this.#validity, children });
  }

  clear(): void {
    this.#validity.clear();
    for (const field of this.#fields) field.clear();
  }
}
