import type { DuckDBDataChunk } from '@duckdb/node-api';
import { Data, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from 'apache-arrow';
import { type ResultColumn, uniqueNames } from '../result-sql.ts';
import { arrowField } from './arrow-type.ts';
import type { Column } from './column.ts';
import { columnFor } from './column-for.ts';
import { columnOf } from './raw-vector.ts';

/** Makes the messages of an Arrow stream out of chunks of DuckDB. */
export class ArrowBatches {
  readonly #schema: Schema;
  readonly #columns: readonly Column[];
  readonly #opening: number;
  #rows = 0;

  constructor(columns: readonly ResultColumn[]) {
    const names = uniqueNames(columns.map(({ name }) => name));
    const fields = columns.map(({ shape }, index) => arrowField(names[index] ?? '', shape));
    this.#schema = new Schema(fields);
    this.#columns = fields.map(({ type }) => columnFor(type));
    this.#opening = this.#stream().length - endLength;
  }

  /** Rows that wait for `take`. */
  get rows(): number {
    return this.#rows;
  }

  /** Bytes of their values. */
  get size(): number {
    return this.#columns.reduce((size, column) => size + column.size, 0);
  }

  /** The message that every stream begins with: names and types. */
  get opening(): Uint8Array {
    return this.#stream().subarray(0, this.#opening);
  }

  /** The mark that every whole stream ends with. */
  get closing(): Uint8Array {
    return this.#stream().subarray(this.#opening);
  }

  /** Copies the first `count` rows of a chunk. */
  add(chunk: DuckDBDataChunk, count: number): void {
    for (const [index, column] of this.#columns.entries())
      column.add({ vector: columnOf(chunk.chunk, index), start: 0, count });
    this.#rows += count;
  }

  /** One message with the rows that waited. */
  take(): Uint8Array {
    const children = this.#columns.map((column) => column.data());
    const data = new Data(new Struct(this.#schema.fields), 0, this.#rows, 0, {}, children);
    const stream = this.#stream(new RecordBatch(this.#schema, data));
    for (const column of this.#columns) column.clear();
    this.#rows = 0;
    return stream.subarray(this.#opening, stream.length - endLength);
  }

  /** A whole stream. The writer of the library keeps all it was given, so each batch has one of its own. */
  #stream(...batches: readonly RecordBatch[]): Uint8Array {
    const writer = new RecordBatchStreamWriter();
    writer.reset(undefined, this.#schema);
    for (const batch of batches) writer.write(batch);
    return writer.finish().toUint8Array(true);
  }
}

/** A continuation mark and a length of zero. */
const endLength = 8;
