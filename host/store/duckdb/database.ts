import { basename } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { stateLocked, stateUnreadable } from '../errors.ts';
import { quoteText } from '../quote-ident.ts';

/** One open database file. The file is free again when `close` returns. */
export interface Database {
  connect(): Promise<DuckDBConnection>;
  /** Folds the log into the file. Connections still at work must have ended. */
  close(): void;
}

/**
 * Opens a file by ATTACH from an in-memory instance: a direct open refuses some logs for ever that ATTACH replays.
 *
 * Read-only leaves file and log byte for byte as they are.
 */
export const openDatabase = async (path: string, access: 'write' | 'read' = 'write'): Promise<Database> => {
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connections = new Set<DuckDBConnection>();
  const connect = async () => {
    const connection = await instance.connect();
    connections.add(connection);
    return connection;
  };
  // The lock on the file goes with the last connection, not with the instance.
  const close = () => {
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
  };
  try {
    const first = await connect();
    await first.run(`ATTACH ${quoteText(path)} AS sys${access === 'read' ? ' (READ_ONLY)' : ''}`);
  } catch (cause) {
    close();
    throw openFailed(path, cause);
  }
  return { connect: async () => entered(await connect()), close };
};

const settings = {
  memory_limit: '256MB',
  threads: '2',
  // Empty: running out of memory is a clean error, not a file beside the database.
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

const entered = async (connection: DuckDBConnection): Promise<DuckDBConnection> => {
  await connection.run("USE sys; SET TimeZone = 'UTC'");
  return connection;
};

const openFailed = (path: string, cause: unknown) => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const pid = /Conflicting lock is held in .*\(PID (\d+)\)/.exec(reason)?.[1];
  return pid === undefined
    ? stateUnreadable({ path, reason }, { cause })
    : stateLocked({ folder: basename(path), pid, host: 'this machine' }, { cause });
};
