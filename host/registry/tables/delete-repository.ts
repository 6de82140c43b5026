import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { dropDescriptions } from '../remote/description-repository.ts';

type Db = Kysely<Tables>;

/** What is served and known of the data of a table. */
const dataTables = ['sync_state', 'table_parts', 'table_singles', 'table_profiles'] as const;

/** What else hangs on a table. */
const dependents = [
  'sync_history',
  'schema_changes',
  'column_metadata',
  'user_sync_settings',
  'view_ownership',
  'run_notices',
] as const;

/** Forgets the data of tables; their files go with the next publish. */
export const deleteData = async (tx: Db, ids: readonly string[]): Promise<void> => {
  await dropDescriptions(tx, ids);
  for (const name of dataTables) await tx.deleteFrom(name).where('table_id', 'in', ids).execute();
};

/** Removes tables and everything that hangs on them but grants, which are not the registry's. */
export const deleteTables = async (tx: Db, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await deleteData(tx, ids);
  for (const name of dependents) await tx.deleteFrom(name).where('table_id', 'in', ids).execute();
  await tx.deleteFrom('source_state').where('stream', 'in', ids).execute();
  const said = ids.map((id) => `catalog:${id}`);
  await tx.deleteFrom('upstream_cache').where('key', 'in', said).execute();
  await tx.deleteFrom('table_registry').where('id', 'in', ids).execute();
};
