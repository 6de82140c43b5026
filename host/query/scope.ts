/** What a query may see. `key` names exactly this content: same key, same sandbox. */
export type QueryScope =
  | { readonly key: string; readonly views: readonly ScopeView[] }
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

/** Every data file a query in this scope may read. */
export const filesOf = (scope: QueryScope): readonly string[] =>
  'views' in scope ? scope.views.flatMap(({ files }) => files) : scope.files;
