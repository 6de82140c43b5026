import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { type Single, singleFile, type TableData, type TableState } from './table-state.ts';

type Db = Kysely<Tables>;
type StateRow = Selectable<Tables['sync_state']>;
type PartRow = Selectable<Tables['table_parts']>;
type SingleRow = Selectable<Tables['table_singles']>;

/** What the store holds of the published data: three statements, whatever the number of tables. */
export const loadPublished = async (
  db: Db,
): Promise<{
  readonly states: readonly StateRow[];
  readonly parts: readonly PartRow[];
  readonly singles: readonly SingleRow[];
}> => ({
  states: await db
    .selectFrom('sync_state')
    .select(['table_id', 'version', 'generation', 'status', 'last_sync', 'last_attempt_at', 'rows'])
    .select([
      'size_bytes',
      'columns',
      'hash',
      'sha256',
      'error',
      'error_code',
      'retryable',
      'produced_by',
      'schema',
    ])
    .execute(),
  parts: await db
    .selectFrom('table_parts')
    .select(['table_id', 'version', 'part', 'path', 'rows', 'size_bytes', 'hash', 'sha256'])
    .execute(),
  singles: await db.selectFrom('table_singles').selectAll().execute(),
});

/** Rows of a statement: many enough to be quick, few enough for the number of values a statement may bind. */
const batch = 500;

/** Replaces the states of tables. */
export const saveStates = async (tx: Db, states: readonly TableState[]): Promise<void> => {
  await deleteStates(
    tx,
    states.map(({ id }) => id),
  );
  for (const some of batches(states)) await tx.insertInto('sync_state').values(some.map(stateRow)).execute();
  const parts = states.flatMap(partRows);
  for (const some of batches(parts)) await tx.insertInto('table_parts').values(some).execute();
};

/** Forgets the data of tables. */
export const forgetTables = async (tx: Db, ids: readonly string[]): Promise<void> => {
  await deleteStates(tx, ids);
  await deleteSingles(tx, ids);
};

/** Notes the one file that a table in parts is downloaded as. */
export const saveSingle = async (tx: Db, id: string, single: Single): Promise<void> => {
  const { version, relativePath: path, rows, sizeBytes: size_bytes, md5: hash, sha256 } = single;
  await deleteSingles(tx, [id]);
  await tx
    .insertInto('table_singles')
    .values({ table_id: id, version, path, rows, size_bytes, hash, sha256, built_at: single.builtAt })
    .execute();
};

/** Forgets the one file of tables that are not in parts any more. */
export const deleteSingles = async (tx: Db, ids: readonly string[]): Promise<void> => {
  for (const some of batches(ids))
    await tx.deleteFrom('table_singles').where('table_id', 'in', some).execute();
};

const deleteStates = async (tx: Db, ids: readonly string[]): Promise<void> => {
  for (const some of batches(ids)) {
    await tx.deleteFrom('sync_state').where('table_id', 'in', some).execute();
    await tx.deleteFrom('table_parts').where('table_id', 'in', some).execute();
  }
};

const batches = <T>(items: readonly T[]): readonly T[][] =>
  Array.from({ length: Math.ceil(items.length / batch) }, (_, index) =>
    items.slice(index * batch, (index + 1) * batch),
  );

const stateRow = ({ id, status, lastSync, lastAttemptAt, error, data }: TableState) => ({
  table_id: id,
  status,
  last_sync: lastSync ?? null,
  last_attempt_at: lastAttemptAt ?? null,
  error: error?.message ?? null,
  error_code: error?.code ?? null,
  retryable: error?.retryable ?? null,
  ...(data ? dataColumns(data) : noData),
});

const dataColumns = ({ version, generation, rows, sizeBytes, columns, parts, ...data }: TableData) => ({
  version,
  generation,
  rows,
  size_bytes: sizeBytes,
  columns,
  hash: singleFile(parts)?.md5 ?? null,
  sha256: version,
  produced_by: data.producedBy ?? null,
  schema: data.schema ? JSON.stringify(data.schema) : null,
});

const noData = {
  version: null,
  generation: null,
  rows: null,
  size_bytes: null,
  columns: null,
  hash: null,
  sha256: null,
  produced_by: null,
  schema: null,
} as const;

const partRows = ({ id, data }: TableState) =>
  (data?.parts ?? []).map(({ part, relativePath, rows, sizeBytes, md5, sha256 }) => ({
    table_id: id,
    version: data?.version ?? '',
    part,
    path: relativePath,
    rows,
    size_bytes: sizeBytes,
    hash: md5,
    sha256,
  }));
