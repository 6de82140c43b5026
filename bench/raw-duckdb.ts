import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** An engine in this process. */
export interface RawDuckDb extends Disposable {
  readonly run: (sql: string) => Promise<unknown>;
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly prepare: (sql: string) => Promise<RawStatement>;
}

/** A statement that is ready to be run. */
interface RawStatement extends Disposable {
  readonly rows: () => Promise<readonly (readonly unknown[])[]>;
}

/** Opens a file, or memory, with as many threads as a query worker has. */
export const openRaw = async (
  path = ':memory:',
  options: Readonly<Record<string, string>> = {},
): Promise<RawDuckDb> => {
  const instance = await DuckDBInstance.create(path, { threads: '2', ...options });
  return engineOver(instance, await instance.connect());
};

const engineOver = (instance: DuckDBInstance, connection: DuckDBConnection): RawDuckDb => ({
  run: (sql) => connection.run(sql),
  rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
  prepare: async (sql) => {
    const prepared = await connection.prepare(sql);
    return {
      rows: async () => (await prepared.runAndReadAll()).getRowsJson(),
      [Symbol.dispose]: () => prepared.destroySync(),
    };
  },
  [Symbol.dispose]: () => {
    connection.closeSync();
    instance.closeSync();
  },
});
