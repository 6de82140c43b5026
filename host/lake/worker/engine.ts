import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteText } from '../../store/quote-ident.ts';

/** An engine that reaches the folders of the lake and nothing else. */
export interface Engine extends Disposable {
  /** One statement, or several with semicolons between them. */
  readonly run: (sql: string) => Promise<unknown>;
  /** Rows as arrays; BIGINT as text. */
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  /** Finds everything the statement names, files too, and runs nothing. */
  readonly bind: (sql: string) => Promise<void>;
}

/** Opens an in-memory engine and locks it: parquet files may have been written by anybody. */
export const openEngine = async (
  folders: readonly string[],
  memoryMb: number,
  threads = 1,
): Promise<Engine> => {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMb}MB`,
    // Catalog work is one thread's; more of them only wait for each other, on cores that queries want.
    threads: String(threads),
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(`SET allowed_directories = [${folders.map(quoteText).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  return engineOver(instance, connection);
};

const engineOver = (instance: DuckDBInstance, connection: DuckDBConnection): Engine => ({
  run: (sql) => connection.run(sql),
  rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
  bind: async (sql) => (await connection.prepare(sql)).destroySync(),
  // The engine holds its files until the last connection is closed.
  [Symbol.dispose]: () => {
    connection.closeSync();
    instance.closeSync();
  },
});
