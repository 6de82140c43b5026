import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteText } from '../../store/quote-ident.ts';
import type { EngineLimits } from '../take-in-messages.ts';

/** An in-memory engine that reaches the named folders and nothing else. */
export interface Sandbox extends Disposable {
  /** Runs a statement and gives its rows: BIGINT as text, everything else as JSON writes it. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** Runs a statement with bound values. */
  run(sql: string, values?: readonly (string | number | null)[]): Promise<void>;
  /** Runs a statement for as long as `mayGoOn`, asked now and then and at the end; false: it was not, and is undone. */
  runWhile(sql: string, mayGoOn: () => Promise<boolean>): Promise<boolean>;
}

/** Opens the engine and locks it: no other folder, no network, no extension, no later change of settings. */
export const openSandbox = async (options: {
  readonly folders: readonly string[];
  /** Where large sorts spill to; absent: they fail instead. */
  readonly temp?: string;
  readonly limits: EngineLimits;
}): Promise<Sandbox> => {
  const { folders, temp = '', limits } = options;
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${limits.memoryMb}MB`,
    threads: String(limits.threads),
    temp_directory: temp,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  for (const setting of lockOf(folders)) await connection.run(setting);
  return sandboxOver(instance, connection);
};

const lockOf = (folders: readonly string[]): readonly string[] => [
  "SET TimeZone = 'UTC'",
  `SET allowed_directories = [${folders.map(quoteText).join(', ')}]`,
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

const sandboxOver = (instance: DuckDBInstance, connection: DuckDBConnection): Sandbox => ({
  rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
  run: async (sql, values) => {
    await connection.run(sql, values === undefined ? undefined : [...values]);
  },
  runWhile: (sql, mayGoOn) => runWhile(connection, sql, mayGoOn),
  // Connections first: the engine holds its files until the last one is closed.
  [Symbol.dispose]: () => {
    connection.closeSync();
    instance.closeSync();
  },
});

const askEveryMs = 200;

const runWhile = async (
  connection: DuckDBConnection,
  sql: string,
  mayGoOn: () => Promise<boolean>,
): Promise<boolean> => {
  let isStopped = false;
  const ask = async (): Promise<void> => {
    if (await mayGoOn()) return;
    isStopped = true;
    connection.interrupt();
  };
  const asking = setInterval(() => void ask(), askEveryMs);
  try {
    await connection.run(sql);
  } catch (cause) {
    if (!isStopped) throw cause;
  } finally {
    clearInterval(asking);
  }
  return !isStopped && (await mayGoOn());
};

/** A list of files as SQL. Brackets, stars and question marks in a name are names, not patterns. */
export const fileList = (paths: readonly string[]): string =>
  `[${paths.map((path) => quoteText(path.replaceAll(/[[*?]/g, '[$&]'))).join(', ')}]`;

/** Reads parquet files as one table: by column name, and never columns made from folder names. */
export const readParquet = (paths: readonly string[]): string =>
  `read_parquet(${fileList(paths)}, union_by_name = true, hive_partitioning = false)`;
