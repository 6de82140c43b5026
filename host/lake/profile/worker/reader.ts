import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteText } from '../../../store/quote-ident.ts';
import { parseExact } from '../exact-json.ts';

/** An in-memory engine that reads exactly the files it was opened for. */
export interface Reader extends Disposable {
  run(sql: string): Promise<void>;
  /** Rows of `SELECT <expressions> <rest>`, each expression as JSON. */
  rows(expressions: readonly string[], rest: string): Promise<readonly (readonly unknown[])[]>;
}

/** Opens the engine and locks it: no other file, no network, no extension, nothing written, no later change. */
export const openReader = async (files: readonly string[], memoryMb: number): Promise<Reader> => {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMb}MB`,
    // People who query go first.
    threads: '1',
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`SET allowed_paths = [${files.map(quoteText).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  return readerOver(instance, connection);
};

const readerOver = (instance: DuckDBInstance, connection: DuckDBConnection): Reader => ({
  run: async (sql) => {
    await connection.run(sql);
  },
  // Through JSON made by the engine: the driver would turn decimals and large integers into neighbours.
  rows: async (expressions, rest) => {
    const reader = await connection.runAndReadAll(
      `SELECT json_array(${expressions.join(', ')})::VARCHAR ${rest}`,
    );
    return reader.getRows().map(([line]) => parseExact(String(line)) as readonly unknown[]);
  },
  [Symbol.dispose]: () => {
    connection.closeSync();
    instance.closeSync();
  },
});

/** The one row of an aggregate. */
export const oneRow = async (
  reader: Pick<Reader, 'rows'>,
  expressions: readonly string[],
  rest: string,
): Promise<readonly unknown[]> => (await reader.rows(expressions, rest))[0] ?? [];
