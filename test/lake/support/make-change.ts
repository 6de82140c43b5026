import { createHash } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Change, ChangedTable } from '../../../host/lake/change.ts';
import type { Source } from '../../../host/registry/source.ts';

/** When the source was read. */
export const extractedAt = Date.UTC(2026, 11, 31, 12);

/** What a run of `shop` brings: each table by its name, as a SELECT. */
export const makeChange = async (
  dataDir: string,
  source: Pick<Source, 'id' | 'slug'>,
  tables: Readonly<Record<string, string>>,
): Promise<Change> => {
  const extractDir = join(dataDir, 'extracts', source.slug);
  await mkdir(join(extractDir, 'data'), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const written: ChangedTable[] = [];
  for (const [name, select] of Object.entries(tables)) {
    written.push(await writeTable(connection, { extractDir, name, select }));
  }
  connection.closeSync();
  instance.closeSync();
  return { source, tables: written, unchanged: [], removed: [], failed: [], collect: true };
};

const writeTable = async (
  connection: DuckDBConnection,
  { extractDir, name, select }: { extractDir: string; name: string; select: string },
): Promise<ChangedTable> => {
  const temporary = join(extractDir, `${name}.parquet`);
  const answer = await connection.runAndReadAll(`COPY (${select}) TO '${temporary}' (FORMAT parquet)`);
  const rows = Number(answer.getRowsJson()[0]?.[0]);
  const bytes = await readFile(temporary);
  const [sha256, md5] = ['sha256', 'md5'].map((kind) => createHash(kind).update(bytes).digest('hex'));
  const path = `data/${name}.${sha256?.slice(0, 12)}.parquet`;
  await rename(temporary, join(extractDir, path));
  const file = { rows, sizeBytes: bytes.length, sha256: sha256 ?? '', md5: md5 ?? '' };
  return { id: name, name, files: [{ ...file, path, part: '' }], ...file, columns: 1, extractedAt };
};
