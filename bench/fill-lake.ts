import { createHash } from 'node:crypto';
import { link, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangedTable } from '../host/lake/change.ts';
import type { SystemStore } from '../host/store/system-store.ts';
import { openLake, silent } from './bench-lake.ts';
import { openRaw } from './raw-duckdb.ts';

/** A data folder with so many small tables of one source, without a source that would have to be read. */
export const fillLake = async (dataDir: string, count: number): Promise<void> => {
  const names = Array.from({ length: count }, (_, index) => `t${String(index).padStart(5, '0')}`);
  const file = await smallFile(join(dataDir, 'extracts', 'many', 'data'), names);
  await using bench = await openLake(dataDir);
  await register(bench.store, names);
  const tables = names.map((name): ChangedTable => {
    const part = { ...file, part: '', path: `data/${name}.parquet` };
    return {
      id: name,
      name,
      files: [part],
      ...file,
      sha256: createHash('sha256').update(name).digest('hex'),
      columns: 3,
    };
  });
  await bench.lake.publish({ ...silent, source: { id: 'many', slug: 'many' }, tables });
};

const smallFile = async (folder: string, names: readonly string[]) => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'first');
  using duckdb = await openRaw();
  const rows = 20;
  await duckdb.run(
    `COPY (SELECT i AS id, 'x' || i AS name, i * 1.5 AS amount FROM range(${rows}) AS r(i))
     TO '${path}' (FORMAT parquet)`,
  );
  for (const name of names) await link(path, join(folder, `${name}.parquet`));
  const bytes = await readFile(path);
  const [sha256 = '', md5 = ''] = ['sha256', 'md5'].map((kind) =>
    createHash(kind).update(bytes).digest('hex'),
  );
  return { rows, sizeBytes: bytes.length, sha256, md5 };
};

const batch = 500;

/** As the registry writes them; one by one it would take longer than everything that is measured. */
const register = async (store: SystemStore, names: readonly string[]): Promise<void> => {
  const at = new Date();
  await store.keep((tx) => tx.insertInto('sources').values(sourceRow(at)).execute());
  for (let from = 0; from < names.length; from += batch) {
    const rows = names.slice(from, from + batch).map((name) => tableRow(name, at));
    await store.keep((tx) => tx.insertInto('table_registry').values(rows).execute());
  }
};

const sourceRow = (at: Date) => ({
  id: 'many',
  slug: 'many',
  connector: 'bench',
  source_type: 'bench',
  title: 'Many',
  config: '{}',
  config_version: 1,
  secret_refs: '{}',
  is_default: false,
  enabled: true,
  created_at: at,
  created_by: null,
  updated_at: at,
});

const tableRow = (name: string, at: Date) => ({
  id: name,
  name,
  name_key: name,
  source_id: 'many',
  source_type: 'bench',
  bucket: null,
  source_table: name,
  source_query: null,
  sync_strategy: 'full_refresh',
  query_mode: 'local',
  sync_schedule: null,
  profile_after_sync: false,
  primary_key: '[]',
  options: '{}',
  distribution: 'download',
  folder: null,
  description: null,
  registered_by: null,
  registered_at: at,
  updated_at: at,
});
