import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Settings } from '../settings.ts';

/** A DuckDB that is closed with the scope it was opened in. */
export interface OpenDuckDb extends Disposable {
  readonly connection: DuckDBConnection;
}

const defaultMemoryMb = 512;

/** Opens a DuckDB that stays within what a run may take. */
export const openDuckDb = async (path: string, { limits }: Pick<Settings, 'limits'>): Promise<OpenDuckDb> => {
  const memoryMb = Math.floor((limits?.memoryMb ?? defaultMemoryMb) * 0.6);
  const instance = await DuckDBInstance.create(path, { memory_limit: `${memoryMb}MB`, threads: '2' });
  const connection = await instance.connect();
  await connection.run(`SET autoinstall_known_extensions = false; SET autoload_known_extensions = false`);
  return {
    connection,
    [Symbol.dispose]: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};
