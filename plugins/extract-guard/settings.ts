/** The settings, as the schema in the manifest lets them through. */
export interface Settings {
  /** Absent: no limit. */
  readonly max_rows?: number;
  readonly max_rows_by_table: Readonly<Record<string, number>>;
  readonly paused_sources: readonly string[];
}

/** Most rows this table may have; infinite when nothing limits it. */
export const capOf = (table: string, { max_rows, max_rows_by_table: byTable }: Settings): number =>
  (Object.hasOwn(byTable, table) ? byTable[table] : max_rows) ?? Number.POSITIVE_INFINITY;
