const exact = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM|BOOLEAN|DOUBLE)$/;

/** The statement with values as the server sends them: whole numbers as they are, the rest in DuckDB's own words. */
export const inTextForm = (sql: string, types: readonly string[], limit: number): string => {
  const names = types.map((_, index) => `c${index}`);
  const values = types.map((type, index) => formOf(type, `c${index}`));
  // On lines of its own: the statement may end in a comment.
  return `SELECT ${values.join(', ')} FROM (\n${bare(sql)}\n) AS q(${names.join(', ')}) LIMIT ${limit}`;
};

/** The statement without the semicolons at its end, so that it can stand inside another. */
export const bare = (sql: string): string => sql.replace(/[;\s]+$/, '');

const formOf = (type: string, column: string): string => {
  if (exact.test(type)) return column;
  // Through text: 0.1 as FLOAT would become 0.10000000149011612.
  if (type === 'FLOAT') return `${column}::VARCHAR::DOUBLE`;
  if (type === 'TIMESTAMP WITH TIME ZONE') return `replace(${column}::VARCHAR, '+00', '+00:00')`;
  return `${column}::VARCHAR`;
};
