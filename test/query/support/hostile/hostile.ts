/** A statement somebody may try, and the code of the answer. FOLDER stands for where the parquet files are. */
export type Hostile = readonly [sql: string, code: string];

/** Statements that are all answered alike. */
export const all = (code: string, statements: readonly string[]): readonly Hostile[] =>
  statements.map((sql) => [sql, code]);
