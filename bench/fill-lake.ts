import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangedTable } from '../host/lake/change.ts';
import { openLake, silent } from './bench-lake.ts';
import { openRaw } from './raw-duckdb.ts';

/** A file as the lake knows it. */
interface LakeFile {
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
}

/** A data folder with so many small tables of one source, without a source that would have to be read. */
export const fillLake = async (dataDir: string, count: number): Promise<void> => {
  const names = Array.from({ length: count }, (_, index) => `t${String(index).padStart(5, '0')}`);
  const folder = await emptyFolder(dataDir);
  const path = join(folder, 'first');
  const rows = 20;
  await write(path, `SELECT i AS id, 'x' || i AS name, i * 1.5 AS amount FROM range(${rows}) AS r(i)`);
  for (const name of names) await link(path, join(folder, `${name}.parquet`));
  const file = { rows, ...(await hashed(path)) };
  await publish(dataDir, new Map(names.map((name) => [name, file])));
};

/** A data folder with a few large tables that no codec makes smaller: 32 bytes a row. Gives their names. */
export const fillLarge = async (
  dataDir: string,
  { count, rows }: { readonly count: number; readonly rows: number },
): Promise<readonly string[]> => {
  const folder = await emptyFolder(dataDir);
  const files = new Map<string, LakeFile>();
  for (let index = 0; index < count; index += 1) {
    const [name, path] = [`large${index}`, join(folder, `large${index}.parquet`)];
    const columns = [0, 1, 2, 3].map((column) => `hash(i, ${index * 4 + column}) AS c${column}`);
    await write(path, `SELECT ${columns.join(', ')} FROM range(${rows}) AS r(i)`);
    files.set(name, { rows, ...(await hashed(path)) });
  }
  await publish(dataDir, files);
  return [...files.keys()];
};

const publish = async (dataDir: string, files: ReadonlyMap<string, LakeFile>): Promise<void> => {
  await register(dataDir, [...files.keys()]);
  await using bench = await openLake(dataDir);
  const tables = [...files].map(([name, file]): ChangedTable => {
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
  const { changed } = await bench.lake.publish({ ...silent, source: { id: 'many', slug: 'many' }, tables });
  if (changed.length !== files.size)
    throw new Error(`${changed.length} of ${files.size} tables were published`);
};

const emptyFolder = async (dataDir: string): Promise<string> => {
  const folder = join(dataDir, 'extracts', 'many', 'data');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
};

const write = async (path: string, sql: string): Promise<void> => {
  using duckdb = await openRaw();
  await duckdb.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
};

const hashed = async (path: string): Promise<Omit<LakeFile, 'rows'>> => {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path)) {
    sizeBytes += chunk.length;
    sha256.update(chunk);
    md5.update(chunk);
  }
  return { sizeBytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
};

const batch = 500;

/** As the registry writes them; one by one it would take longer than everything that is measured. */
const register = async (dataDir: string, names: readonly string[]): Promise<void> => {
  // In a lake of its own: one that is open has looked at the tables already.
  await using bench = await openLake(dataDir);
  const { store } = bench;
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
