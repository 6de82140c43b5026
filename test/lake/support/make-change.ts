import { createHash } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Change, ChangedTable } from '../../../host/lake/change.ts';
import type { Source } from '../../../host/registry/source.ts';

/** When the source was read. */
export const extractedAt = Date.UTC(2026, 11, 31, 12);

/** What a run of `shop` brings: each table by its name, as a SELECT. */
export const makeChange = async (
  dataDir: string,
  source: Pick<Source, 'id' | 'slug'>,
  tables: Readonly<Record<string, string>>,
): Promise<Change> => ({
  source,
  tables: await Promise.all(
    Object.entries(tables).map(([name, select]) =>
      writeTable(join(dataDir, 'extracts', source.slug), name, select),
    ),
  ),
  unchanged: [],
  removed: [],
  failed: [],
  collect: true,
});

const writeTable = async (extractDir: string, name: string, select: string): Promise<ChangedTable> => {
  await mkdir(join(extractDir, 'data'), { recursive: true });
  const temporary = join(extractDir, `${name}.parquet`);
  const rows = await copy(select, temporary);
  const bytes = await readFile(temporary);
  const [sha256, md5] = ['sha256', 'md5'].map((kind) => createHash(kind).update(bytes).digest('hex'));
  const path = `data/${name}.${sha256?.slice(0, 12)}.parquet`;
  await rename(temporary, join(extractDir, path));
  const file = { rows, sizeBytes: bytes.length, sha256: sha256 ?? '', md5: md5 ?? '' };
  return { id: name, name, files: [{ ...file, path, part: '' }], ...file, columns: 1, extractedAt };
};

const copy = async (select: string, path: string): Promise<number> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return Number(answer.getRowsJson()[0]?.[0]);
};
