import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { present } from '../present.ts';
import type { Source } from '../source.ts';
import type { Table } from '../table.ts';

type Db = Kysely<Tables>;

const columns = [
  'id',
  'name',
  'source_id',
  'source_type',
  'bucket',
  'source_table',
  'source_query',
  'sync_strategy',
  'query_mode',
  'sync_schedule',
  'profile_after_sync',
  'primary_key',
  'options',
  'distribution',
  'folder',
  'description',
  'registered_by',
  'registered_at',
] as const;

type Row = Pick<Selectable<Tables['table_registry']>, (typeof columns)[number]>;

/** Every registered table. `sources` gives each the slug of its source. */
export const allTables = async (db: Db, sources: readonly Source[]): Promise<Table[]> => {
  const slugs = new Map(sources.map(({ id, slug }) => [id, slug]));
  const rows = await db.selectFrom('table_registry').select(columns).execute();
  return rows.map((row) => tableOf(row, slugs.get(row.source_id ?? '')));
};

/** One table as it is in this transaction. */
export const findTable = async (
  tx: Db,
  id: string,
  sources: readonly Source[],
): Promise<Table | undefined> => {
  const row = await tx.selectFrom('table_registry').select(columns).where('id', '=', id).executeTakeFirst();
  return row && tableOf(row, sources.find((source) => source.id === row.source_id)?.slug);
};

/** The id of a table that stands in the way of these words, as its id or as its name. */
export const findHolder = async (
  tx: Db,
  keys: readonly string[],
  except = '',
): Promise<string | undefined> => {
  const tables = tx.selectFrom('table_registry').select('id').where('id', '!=', except);
  const holder = tables.where((eb) => eb.or([eb('id', 'in', keys), eb('name_key', 'in', keys)]));
  return (await holder.executeTakeFirst())?.id;
};

/** The source that owns a view name; case makes no difference. */
export const findViewOwner = async (tx: Db, name: string): Promise<string | undefined> => {
  const owners = tx.selectFrom('view_ownership').select('source_id');
  const owner = owners.where((eb) => eb(eb.fn<string>('lower', ['view_name']), '=', name.toLowerCase()));
  return (await owner.executeTakeFirst())?.source_id;
};

/** Adds a table. The caller has looked in the same transaction that nothing stands in the way. */
export const insertTable = async (tx: Db, table: Table): Promise<void> => {
  const { id, registeredAt } = table;
  const origin = { registered_by: table.registeredBy ?? null, registered_at: registeredAt };
  await tx
    .insertInto('table_registry')
    .values({ id, ...origin, ...fieldsOf(table), updated_at: registeredAt })
    .execute();
};

/** Writes everything that can change of a table anew. */
export const updateRow = async (tx: Db, table: Table, at: Date): Promise<void> => {
  const changes = { ...fieldsOf(table), updated_at: at };
  await tx.updateTable('table_registry').set(changes).where('id', '=', table.id).execute();
};

const fieldsOf = (table: Table) => ({
  name: table.name,
  name_key: table.name.toLowerCase(),
  source_id: table.sourceId ?? null,
  source_type: table.sourceType ?? null,
  bucket: table.bucket ?? null,
  source_table: table.sourceTable ?? null,
  source_query: table.sourceQuery ?? null,
  sync_strategy: table.syncStrategy,
  query_mode: table.queryMode,
  sync_schedule: table.syncSchedule ?? null,
  profile_after_sync: table.profileAfterSync,
  primary_key: JSON.stringify(table.primaryKey),
  options: JSON.stringify(table.options),
  distribution: table.distribution,
  folder: table.folder ?? null,
  description: table.description ?? null,
});

/** Gives a view name to a source for good. */
export const insertViewOwner = async (tx: Db, { id, name, sourceId, registeredAt }: Table): Promise<void> => {
  if (sourceId === undefined) return;
  const owner = { view_name: name, source_id: sourceId, table_id: id, registered_at: registeredAt };
  await tx.insertInto('view_ownership').values(owner).execute();
};

/** Gives the view name of a table up. */
export const deleteViewOwner = async (tx: Db, id: string): Promise<void> => {
  await tx.deleteFrom('view_ownership').where('table_id', '=', id).execute();
};

/** The tables of one source. */
export const tablesOfSource = async (tx: Db, sourceId: string): Promise<Pick<Table, 'id' | 'name'>[]> =>
  await tx.selectFrom('table_registry').select(['id', 'name']).where('source_id', '=', sourceId).execute();

/** Where an incremental read of a table would go on. */
export const deleteCursor = async (tx: Db, id: string): Promise<void> => {
  await tx.deleteFrom('source_state').where('stream', '=', id).execute();
};

/** What is known about the last run of a table. */
export type SyncFacts = Pick<
  Selectable<Tables['sync_state']>,
  'generation' | 'last_sync' | 'rows' | 'size_bytes' | 'error'
>;

/** Sync facts of every table that ever ran, by table id. */
export const allSyncFacts = async (db: Db): Promise<ReadonlyMap<string, SyncFacts>> => {
  const states = db.selectFrom('sync_state');
  const rows = await states
    .select(['table_id', 'generation', 'last_sync', 'rows', 'size_bytes', 'error'])
    .execute();
  return new Map(rows.map(({ table_id, ...facts }) => [table_id, facts]));
};

// Words and JSON were written by `insertTable`, hence the `as`.
const tableOf = (row: Row, sourceSlug: string | undefined): Table => ({
  id: row.id,
  name: row.name,
  queryMode: row.query_mode as Table['queryMode'],
  syncStrategy: row.sync_strategy as Table['syncStrategy'],
  primaryKey: JSON.parse(row.primary_key ?? '[]') as string[],
  distribution: row.distribution as Table['distribution'],
  profileAfterSync: row.profile_after_sync,
  registeredAt: row.registered_at,
  options: JSON.parse(row.options ?? '{}') as Table['options'],
  ...present({
    sourceId: row.source_id,
    sourceSlug,
    sourceType: row.source_type,
    bucket: row.bucket,
    sourceTable: row.source_table,
    sourceQuery: row.source_query,
    syncSchedule: row.sync_schedule,
    folder: row.folder,
    description: row.description,
    registeredBy: row.registered_by,
  }),
});
