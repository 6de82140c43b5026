/** A column of a table in the catalog. */
export interface CatalogColumn {
  readonly name: string;
  /** DuckDB's name of its type. */
  readonly type: string;
  readonly description?: string;
}

/** The headline of a table's profile. */
export interface CatalogProfile {
  readonly profiledAt: Date;
  /** False: the table has changed since. */
  readonly isCurrent: boolean;
  readonly sampled: boolean;
  /** 0 to 100. */
  readonly avgCompleteness: number;
  /** 0 to 100. */
  readonly missingCellsPct: number;
  readonly duplicateRows: number;
  /** How many things a reader should know of. */
  readonly alerts: number;
}

/** A registered table, with what is published of it; a copy. */
export interface CatalogTable {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly folder?: string;
  readonly sourceType?: string;
  readonly source?: string;
  /** Where its source has it, as registered. */
  readonly bucket?: string;
  readonly sourceTable?: string;
  /** What a catalog of others calls it, where that is registered. */
  readonly catalogFqn?: string;
  /** Absent while the table has no data. */
  readonly rows?: number;
  readonly sizeBytes?: number;
  readonly lastSync?: Date;
  /** `stale`: its last run failed, and the data before it is served. */
  readonly freshness: 'fresh' | 'stale' | 'never';
  /** Known once the table has been profiled. */
  readonly columns: readonly CatalogColumn[];
  readonly profile?: CatalogProfile;
}
