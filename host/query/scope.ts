import type { Column } from '@agnes/sdk';

/** What a query may see. `key` names exactly this content: same key, same sandbox. */
export type QueryScope =
  | {
      readonly key: string;
      readonly views: readonly ScopeView[];
      /** What was brought for one statement alone; the sandbox goes with its answer. */
      readonly landed?: readonly LandedTable[];
    }
  | {
      readonly key: string;
      /** Absolute path of a generation file, opened read-only. */
      readonly generation: string;
      /** Every parquet file the views of the generation read. */
      readonly files: readonly string[];
    };

/** A granted table: its name in SQL and the parquet files it consists of, as absolute paths. */
export interface ScopeView {
  readonly name: string;
  readonly files: readonly string[];
}

/** Where a table is found by its name: catalog, schema and table; what is not named is `''`. */
export type TablePlace = readonly [catalog: string, schema: string, table: string];

/** Rows of a source that were brought for one statement. */
export interface LandedTable {
  readonly place: TablePlace;
  readonly columns: readonly Column[];
  /** Absolute path of the rows, one JSON object per line; absent: there are none. A parquet file is made beside it. */
  readonly path?: string;
  /** What the columns are made, where they are to be of another type. */
  readonly types?: readonly Column[];
  /** True: its rows are yet to come, and only a plan is made of it. */
  readonly isExpected?: boolean;
}

/** The parquet file that is made of landed rows. */
export const parquetOf = (path: string): string => `${path}.parquet`;

/** Every data file a query in this scope may read. */
export const filesOf = (scope: QueryScope): readonly string[] => {
  if (!('views' in scope)) return scope.files;
  const landed = (scope.landed ?? []).flatMap(({ path }) => (path === undefined ? [] : [parquetOf(path)]));
  return [...scope.views.flatMap(({ files }) => files), ...landed];
};
