import type { DuckDBConnection } from '@duckdb/node-api';
import { type Database, openDatabase } from './duckdb/database.ts';
import type { Engine } from './duckdb/engine.ts';
import { backupUnreadable } from './errors.ts';
import { quoteIdent, quoteText } from './quote-ident.ts';

/** Rows by name of the table. */
export type RowCounts = ReadonlyMap<string, number>;

/** Copies what is committed now into a new file, through the engine, while others read and write. */
export const copyState = async (engine: Engine, to: string): Promise<RowCounts> => {
  const connection = await engine.lend();
  try {
    await connection.run(`ATTACH ${quoteText(to)} AS ${alias}`);
    // One transaction: rows are counted in the very state that is copied.
    await connection.run(`BEGIN; COPY FROM DATABASE sys TO ${alias}`);
    const counts = await countsIn(connection, 'sys');
    await connection.run(`COMMIT; CHECKPOINT ${alias}; DETACH ${alias}`);
    engine.giveBack(connection);
    return counts;
  } catch (cause) {
    await connection.run('ROLLBACK').catch(() => undefined);
    await connection.run(`DETACH DATABASE IF EXISTS ${alias}`).catch(() => undefined);
    engine.discard(connection);
    throw cause;
  }
};

/** Throws unless the file opens and holds exactly these rows. */
export const checkCopy = async (path: string, expected: RowCounts): Promise<void> => {
  const found = await readBack(path);
  for (const [table, rows] of expected) {
    const kept = found.get(table);
    if (kept !== rows) {
      throw backupUnreadable({ path, reason: `"${table}" has ${kept ?? 'no'} rows instead of ${rows}` });
    }
  }
};

const alias = 'backup_copy';

const readBack = async (path: string): Promise<RowCounts> => {
  let database: Database | undefined;
  try {
    database = await openDatabase(path, 'read');
    return await countsIn(await database.connect(), 'sys');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw backupUnreadable({ path, reason }, { cause });
  } finally {
    database?.close();
  }
};

const countsIn = async (connection: DuckDBConnection, database: string): Promise<RowCounts> => {
  const tables = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteText(database)}`,
  );
  const counts = new Map<string, number>();
  for (const [name] of tables.getRows()) {
    const table = String(name);
    const answer = await connection.runAndReadAll(
      `SELECT count(*) FROM ${database}.main.${quoteIdent(table)}`,
    );
    counts.set(table, Number(answer.getRows()[0]?.[0]));
  }
  return counts;
};
