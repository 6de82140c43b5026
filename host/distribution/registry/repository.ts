import type { Insertable, Kysely, Updateable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { MarketplaceRow } from './marketplace.ts';

type Db = Kysely<Tables>;

/** Every marketplace, in the order they were registered. */
export const allMarketplaces = async (db: Db): Promise<MarketplaceRow[]> =>
  await db.selectFrom('marketplace_registry').selectAll().orderBy('registered_at').orderBy('id').execute();

/** The marketplace with this slug. */
export const findMarketplace = async (db: Db, id: string): Promise<MarketplaceRow | undefined> =>
  await db.selectFrom('marketplace_registry').selectAll().where('id', '=', id).executeTakeFirst();

/** Adds one; the caller has checked in the same transaction that its slug is new. */
export const insertMarketplace = async (
  tx: Db,
  row: Insertable<Tables['marketplace_registry']>,
): Promise<void> => {
  await tx.insertInto('marketplace_registry').values(row).execute();
};

/** Changes one. */
export const changeMarketplace = async (
  tx: Db,
  id: string,
  changes: Updateable<Tables['marketplace_registry']>,
): Promise<void> => {
  await tx.updateTable('marketplace_registry').set(changes).where('id', '=', id).execute();
};

const ofMarketplace = [
  'marketplace_plugins',
  'marketplace_plugin_versions',
  'marketplace_choices',
  'marketplace_deliveries',
] as const;

/** Removes one with everything that hangs on it. */
export const deleteMarketplace = async (tx: Db, id: string): Promise<void> => {
  for (const table of ofMarketplace) await tx.deleteFrom(table).where('marketplace_id', '=', id).execute();
  await tx.deleteFrom('marketplace_registry').where('id', '=', id).execute();
};

/** What a marketplace says of itself before it is read for the first time. */
export const unread = {
  pin_commit: null,
  state: 'new',
  last_tried_at: null,
  last_synced_at: null,
  last_commit_sha: null,
  last_error: null,
  read_by: null,
  catalog_name: null,
  problems: null,
  host_plugins: null,
};
