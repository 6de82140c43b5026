/** A column whose values lie between two ends: numbers, or ISO dates and times. */
export interface Range {
  readonly column: string;
  readonly min?: number | string;
  readonly max?: number | string;
}

/** What is checked of one table. */
export interface Checks {
  readonly not_null?: readonly string[];
  readonly unique?: readonly string[];
  readonly range?: readonly Range[];
  readonly freshness?: { readonly column: string; readonly max_age: string };
  readonly row_count?: { readonly min?: number; readonly max?: number };
  /** Absent: `warn`. */
  readonly severity?: 'warn' | 'block';
}

/** The settings, as the schema in the manifest lets them through. */
export interface Settings {
  readonly tables: Readonly<Record<string, Checks>>;
}

/** The checks of a table; nothing when it has none. */
export const checksOf = (table: string, { tables }: Settings): Checks | undefined =>
  Object.hasOwn(tables, table) ? tables[table] : undefined;
