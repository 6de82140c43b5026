import duckdb, { type Vector } from '@duckdb/node-bindings';

/** Rows of a vector of DuckDB, from `start` on. The memory is that of the chunk and lives as long as it. */
export interface Rows {
  readonly vector: Vector;
  readonly start: number;
  readonly count: number;
}

/** Their values, `width` bytes each. */
export const valuesIn = ({ vector, start, count }: Rows, width: number): Uint8Array =>
  duckdb.vector_get_data(vector, (start + count) * width).subarray(start * width);

/** Their bits of validity, those of earlier rows before them; absent: no value is NULL. */
export const validityIn = ({ vector, start, count }: Rows): Uint8Array | undefined =>
  // DuckDB keeps words of 64 bits, and none at all for a vector without NULL.
  duckdb.vector_get_validity(vector, Math.ceil((start + count) / 64) * 8) ?? undefined;

/** The bytes of a text or blob longer than the twelve that fit in its entry; `at` is where its pointer lies. */
export const longBytes = (entries: Uint8Array, at: number, length: number): Uint8Array => {
  const { buffer, byteOffset } = entries;
  // Memory of DuckDB is never shared between threads of JavaScript.
  return duckdb.get_data_from_pointer(buffer as ArrayBuffer, byteOffset + at, length);
};

/** The vector of all elements of a vector of lists. */
export const elementsOf = (vector: Vector): Vector => duckdb.list_vector_get_child(vector);

/** The vector of all elements of a vector of arrays of fixed length. */
export const slotsOf = (vector: Vector): Vector => duckdb.array_vector_get_child(vector);

/** The vector of one field of a vector of structs. */
export const fieldOf = (vector: Vector, index: number): Vector =>
  duckdb.struct_vector_get_child(vector, index);

/** The vector of a column. */
export const columnOf = (chunk: duckdb.DataChunk, index: number): Vector =>
  duckdb.data_chunk_get_vector(chunk, index);
