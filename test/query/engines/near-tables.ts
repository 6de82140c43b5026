import { join } from 'node:path';
import type { Published } from '../../../host/lake/table-state.ts';
import { inDuckDb } from '../support/query-lab.ts';

/** Publishes tables that are here: name → SELECT. */
export const nearTables = async (
  folder: string,
  near: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Published>> => {
  const files = Object.entries(near).map(([name, select]) => ({
    name,
    select,
    path: join(folder, `${name}.parquet`),
  }));
  for (const { select, path } of files)
    await inDuckDb(`COPY (${select}) TO '${path}' (FORMAT parquet)`, 'SELECT 1');
  return new Map(
    files.map(({ name, path }) => [
      `t-${name}`,
      {
        ...{
          id: `t-${name}`,
          name,
          sourceSlug: 'near',
          version: 'v1',
          generation: 1,
          files: [path],
          parts: [],
        },
        ...{ rows: 0, sizeBytes: 0, hash: '', sha256: '', columns: 0, status: 'ok' as const },
      },
    ]),
  );
};

/** A generation file over them. */
export const generationIn = async (
  folder: string,
  tables: ReadonlyMap<string, Published>,
): Promise<string> => {
  const path = join(folder, 'gen-1.duckdb');
  const views = [...tables.values()].map(
    ({ name, files }) => `CREATE VIEW g.${name} AS SELECT * FROM read_parquet(['${files.join("', '")}'])`,
  );
  await inDuckDb(`ATTACH '${path}' AS g`, ...views, 'DETACH g', 'SELECT 1');
  return path;
};
