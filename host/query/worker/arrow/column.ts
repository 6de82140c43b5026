import type { Data, DataType } from 'apache-arrow';
import type { Rows } from './raw-vector.ts';

/** A column of an Arrow batch, filled from vectors of DuckDB. */
export interface Column {
  /** Bytes of its values so far. */
  readonly size: number;
  /** Copies the rows: the vector is not needed afterwards. */
  add(rows: Rows): void;
  /** What it holds; good until it is cleared. */
  data(): Data<DataType>;
  clear(): void;
}
