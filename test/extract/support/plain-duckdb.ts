import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';

/** Runs a statement with a DuckDB that knows nothing of the host: the first database, or none. */
export const plainRows = async (
  t: ExecutionContext,
  sql: string,
  database = ':memory:',
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const options: Record<string, string> = database === ':memory:' ? {} : { access_mode: 'READ_ONLY' };
  const instance = await DuckDBInstance.create(database, options);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } catch (cause) {
    t.log(sql);
    throw cause;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};
