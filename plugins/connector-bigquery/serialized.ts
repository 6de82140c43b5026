import { DuckDBInstance } from '@duckdb/node-api';

/** A query as DuckDB's own parser understands it, as text; what is no SELECT comes back as an error in there. */
export const serialized = async (sql: string): Promise<string> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const answer = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
    const [[text] = []] = answer.getRows();
    return String(text);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};
