/** What a column holds, as people speak of it. */
export type ColumnClass =
  | 'numeric'
  | 'text'
  | 'date'
  | 'boolean'
  | 'categorical'
  | 'unique_id'
  | 'constant'
  | 'nested';

/** What somebody who relies on a column should know. */
export type Alert =
  | 'constant'
  | 'unique'
  | 'high_missing'
  | 'missing'
  | 'zeros'
  | 'imbalance'
  | 'high_cardinality';

/** A value as JSON: integers of any width exact, everything else that JSON cannot hold exactly as text. */
export type Cell = string | number | bigint | boolean | null;

/** Numbers in `count` rows from `from` up to `to`; the last bin holds its upper end, too. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** One column in numbers. Counts are of the rows looked at; what makes no sense for the column is absent. */
export interface ColumnProfile {
  readonly name: string;
  /** DuckDB's name of its type. */
  readonly type: string;
  readonly class: ColumnClass;
  readonly null_count: number;
  /** 0 to 100. */
  readonly completeness: number;
  readonly distinct: number;
  readonly min?: Cell;
  readonly max?: Cell;
  readonly mean?: number | null;
  readonly std?: number | null;
  readonly quantiles?: Readonly<Record<'p5' | 'p25' | 'p50' | 'p75' | 'p95', number>> | null;
  readonly zeros?: number;
  readonly negatives?: number;
  /** NaN and infinities: they are in no other number. */
  readonly non_finite?: number;
  readonly histogram?: readonly Bin[];
  readonly lengths?: { readonly min: number; readonly max: number; readonly mean: number } | null;
  readonly true_count?: number;
  readonly date_histogram?: readonly { readonly quarter: string; readonly count: number }[];
  /** `share` is that of the values that are there, 0 to 1. */
  readonly top_values?: readonly { readonly value: Cell; readonly count: number; readonly share: number }[];
  readonly alerts: readonly Alert[];
}

/** A table in numbers. */
export interface Profile {
  readonly row_count: number;
  readonly column_count: number;
  readonly file_size_mb: number;
  /** True: the numbers are of `sample_size` rows chosen at random. */
  readonly sampled: boolean;
  readonly sample_size: number;
  readonly avg_completeness: number;
  readonly missing_cells: number;
  readonly missing_cells_pct: number;
  readonly duplicate_rows: number;
  readonly variable_types: Readonly<Partial<Record<ColumnClass, number>>>;
  readonly date_range: { readonly from: string; readonly to: string } | null;
  readonly alerts: readonly { readonly column: string; readonly alert: Alert }[];
  /** Columns beyond the most that are looked at. */
  readonly columns_omitted: number;
  readonly columns: readonly ColumnProfile[];
  readonly sample_rows: readonly (readonly Cell[])[];
}

/** A column whose values are keys of another table. `share`: how many of them are found there, 0 to 1. */
export interface Relation {
  readonly column: string;
  readonly table_id: string;
  readonly key: string;
  readonly share: number;
}

/** What is kept at hand of a profile: enough for lists, and for the relations of other tables. */
export interface ProfileSummary {
  readonly generation: number;
  readonly row_count: number;
  readonly column_count: number;
  readonly sampled: boolean;
  readonly avg_completeness: number;
  readonly missing_cells_pct: number;
  readonly duplicate_rows: number;
  readonly alerts: number;
  /** Name and type of each column. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly relations: readonly Relation[];
}
