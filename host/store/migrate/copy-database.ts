import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { crashPoint } from '../crash-point.ts';
import { openDatabase } from '../duckdb/database.ts';
import { migrationFailed, stateNoSpace } from '../errors.ts';
import { quoteIdent, quoteText } from '../quote-ident.ts';

/** Writes a complete, checked copy of a database; both files are closed and without log afterwards. */
export const copyDatabase = async (from: string, to: string): Promise<void> => {
  await needSpace(from);
  const database = await openDatabase(from);
  try {
    const connection = await database.connect();
    await connection.run(`CHECKPOINT; ATTACH ${quoteText(to)} AS next; COPY FROM DATABASE sys TO next`);
    crashPoint('migrate.old.copied');
    const lost = await lostTable(connection);
    if (lost !== undefined)
      throw migrationFailed({ path: from, step: 'copy', reason: `"${lost}" lost rows` });
    await connection.run('CHECKPOINT next; DETACH next');
  } finally {
    database.close();
  }
};

/** Bytes that migrating a file, or copying it with care, needs beside it. */
export const spaceFor = async (path: string): Promise<number> => 2 * (await stat(path)).size + 256 * 2 ** 20;

const needSpace = async (path: string): Promise<void> => {
  const folder = dirname(path);
  const needed = await spaceFor(path);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed) throw stateNoSpace({ folder, needed, free });
};

const lostTable = async (connection: DuckDBConnection): Promise<string | undefined> => {
  const answer = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'sys'",
  );
  for (const row of answer.getRows()) {
    const name = String(row[0]);
    const table = `main.${quoteIdent(name)}`;
    const counts = `(SELECT count(*) FROM sys.${table}) = (SELECT count(*) FROM next.${table})`;
    const same = await connection.runAndReadAll(`SELECT ${counts}`);
    if (same.getRows()[0]?.[0] !== true) return name;
  }
  return undefined;
};
