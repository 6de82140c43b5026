import { stat } from 'node:fs/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDatabase } from '../duckdb/database.ts';
import { syncFile } from '../durable-file.ts';
import { quoteText } from '../quote-ident.ts';
import { importRefused } from './errors.ts';
import type { StateFile } from './export-file.ts';
import { digestsOf, exportTables, type TableDigest } from './table-digests.ts';

/** An export that was read whole and found to be what was written. */
export interface Imported {
  readonly tables: readonly TableDigest[];
  readonly files: readonly StateFile[];
}

/** Checks an export and copies its tables into a new file, which is checked as well. The export is only read. */
export const copyExport = async (path: string, to: string): Promise<Imported> => {
  await stat(path).catch((cause) => {
    throw importRefused({ path, reason: 'it is not there' }, { cause });
  });
  const database = await openDatabase(path, 'read').catch((cause: Error) => {
    throw importRefused({ path, reason: cause.message }, { cause });
  });
  try {
    const connection = await database.connect();
    const promised = await promisedIn(connection, path);
    await compare(connection, { database: 'sys', path, promised });
    await connection.run(`ATTACH ${quoteText(to)} AS next; COPY FROM DATABASE sys TO next`);
    for (const table of exportTables) await connection.run(`DROP TABLE next.main.${table}`);
    await compare(connection, { database: 'next', path, promised });
    const files = await filesIn(connection);
    await connection.run('CHECKPOINT next; DETACH next');
    return { tables: promised, files };
  } catch (cause) {
    if (isPlatformError(cause)) throw cause;
    // A block that fails its checksum is found when it is read.
    throw importRefused({ path, reason: (cause as Error).message }, { cause });
  } finally {
    database.close();
    await syncFile(to).catch(() => undefined);
  }
};

const promisedIn = async (connection: DuckDBConnection, path: string): Promise<readonly TableDigest[]> => {
  try {
    const answer = await connection.runAndReadAll(
      'SELECT name, row_count, digest FROM sys.main.export_tables ORDER BY name',
    );
    return answer
      .getRows()
      .map(([table, rows, digest]) => ({ table: String(table), rows: Number(rows), digest: String(digest) }));
  } catch (cause) {
    throw importRefused({ path, reason: 'it is no export: it does not say what it holds' }, { cause });
  }
};

const filesIn = async (connection: DuckDBConnection): Promise<readonly StateFile[]> => {
  const answer = await connection.runAndReadAll('SELECT name, content FROM sys.main.export_files');
  return answer.getRows().map(([name, text]) => ({ name: String(name), text: String(text) }));
};

interface Comparison {
  readonly database: string;
  readonly path: string;
  readonly promised: readonly TableDigest[];
}

const compare = async (
  connection: DuckDBConnection,
  { database, path, promised }: Comparison,
): Promise<void> => {
  const found = new Map((await digestsOf(connection, database)).map((one) => [one.table, one]));
  for (const { table, rows, digest } of promised) {
    const there = found.get(table);
    const isSame = there?.rows === rows && there.digest === digest;
    if (!isSame) throw importRefused({ path, reason: `"${table}" is not what was exported` });
  }
  const more = [...found.keys()].find((table) => !promised.some((one) => one.table === table));
  if (more !== undefined) throw importRefused({ path, reason: `"${more}" was added to it` });
};
