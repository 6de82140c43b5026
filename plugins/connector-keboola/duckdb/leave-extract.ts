import { join } from 'node:path';
import { type ExtractRow, writeExtractTables } from '@agnes/sdk/extract';
import type { Settings } from '../settings.ts';
import { openDuckDb } from './open.ts';
import { quoteIdent, quoteText } from './quote.ts';

/** A table whose parquet lies in the folder of the extract. */
export interface Written {
  readonly name: string;
  readonly rows: number;
  /** Absolute. */
  readonly path: string;
  /** When its source was read, milliseconds UTC. */
  readonly extractedAt: number;
}

/** Path of the parquet file of a table. */
export const parquetPath = (staging: string, name: string): string =>
  join(staging, 'data', `${name}.parquet`);

/** Writes the `extract.duckdb` of these tables. */
export const leaveExtract = async (
  staging: string,
  tables: readonly Written[],
  config: Settings,
): Promise<void> => {
  using duckdb = await openDuckDb(join(staging, 'extract.duckdb'), config);
  const { connection } = duckdb;
  for (const { name, path } of tables) {
    await connection.run(`CREATE VIEW ${quoteIdent(name)} AS FROM read_parquet(${quoteText(path)})`);
  }
  const rows = tables.map(
    ({ name, rows, extractedAt }): ExtractRow => ({ name, rows, extractedAt, queryMode: 'local' }),
  );
  await writeExtractTables(connection, rows);
};
