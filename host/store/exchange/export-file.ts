import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { checkCopy, copyState } from '../copy-state.ts';
import { crashPoint } from '../crash-point.ts';
import { openDatabase } from '../duckdb/database.ts';
import { Engine } from '../duckdb/engine.ts';
import { syncFile } from '../durable-file.ts';
import { stateMissing } from '../errors.ts';
import { lockFolder } from '../lock-file.ts';
import { quoteText } from '../quote-ident.ts';
import { digestsOf, type TableDigest } from './table-digests.ts';

/** A small file that belongs to the state and lies beside the database. */
export interface StateFile {
  readonly name: string;
  readonly text: string;
}

/** Copies the database of a host that is stopped, through the engine; its files stay byte for byte as they are. */
export const copyStopped = async (folder: string, to: string): Promise<void> => {
  const path = join(folder, 'system.duckdb');
  await using _lock = await lockFolder(folder);
  await access(path).catch((cause) => {
    throw stateMissing({ path }, { cause });
  });
  await using engine = await Engine.open(path, 'read');
  await checkCopy(to, await copyState(engine, to));
};

/** Adds to a copy what it takes to check it elsewhere: rows and digest of every table, and the files beside it. */
export const sealExport = async (
  path: string,
  files: readonly StateFile[],
): Promise<readonly TableDigest[]> => {
  const database = await openDatabase(path);
  try {
    const connection = await database.connect();
    const digests = await digestsOf(connection, 'sys');
    await connection.run(
      `CREATE TABLE export_tables (name VARCHAR, row_count BIGINT, digest VARCHAR);
       CREATE TABLE export_files (name VARCHAR, content VARCHAR)`,
    );
    for (const { table, rows, digest } of digests) {
      const values = [quoteText(table), rows, quoteText(digest)];
      await connection.run(`INSERT INTO export_tables VALUES (${values.join(', ')})`);
    }
    for (const { name, text } of files) {
      await connection.run(`INSERT INTO export_files VALUES (${quoteText(name)}, ${quoteText(text)})`);
    }
    await connection.run('CHECKPOINT');
    return digests;
  } finally {
    database.close();
    await syncFile(path);
    crashPoint('export.sealed');
  }
};
