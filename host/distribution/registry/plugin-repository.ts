import type { Insertable, Kysely, Updateable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { PluginKey, PluginRow } from './marketplace.ts';

type Db = Kysely<Tables>;

/** The plugins of a marketplace, by name. */
export const pluginsOf = async (db: Db, marketplace: string): Promise<PluginRow[]> =>
  await db
    .selectFrom('marketplace_plugins')
    .selectAll()
    .where('marketplace_id', '=', marketplace)
    .orderBy('name')
    .execute();

/** The plugins of all marketplaces, by name. */
export const allPlugins = async (db: Db): Promise<PluginRow[]> =>
  await db.selectFrom('marketplace_plugins').selectAll().orderBy('name').execute();

/** One plugin. */
export const findPlugin = async (
  db: Db,
  { marketplace, plugin }: PluginKey,
): Promise<PluginRow | undefined> =>
  await db
    .selectFrom('marketplace_plugins')
    .selectAll()
    .where('marketplace_id', '=', marketplace)
    .where('name', '=', plugin)
    .executeTakeFirst();

/** Writes plugins, each in the place of the one with its name. */
export const putPlugins = async (
  tx: Db,
  marketplace: string,
  rows: readonly Omit<Insertable<Tables['marketplace_plugins']>, 'marketplace_id'>[],
): Promise<void> => {
  if (rows.length === 0) return;
  await deletePlugins(
    tx,
    marketplace,
    rows.map(({ name }) => name),
  );
  for (let from = 0; from < rows.length; from += atOnce) {
    const values = rows.slice(from, from + atOnce).map((row) => ({ ...row, marketplace_id: marketplace }));
    await tx.insertInto('marketplace_plugins').values(values).execute();
  }
};

/** Rows of one statement. */
const atOnce = 50;

/** Removes plugins by name. */
export const deletePlugins = async (tx: Db, marketplace: string, names: readonly string[]): Promise<void> => {
  if (names.length === 0) return;
  await tx
    .deleteFrom('marketplace_plugins')
    .where('marketplace_id', '=', marketplace)
    .where('name', 'in', names)
    .execute();
};

/** Changes one plugin. */
export const changePlugin = async (
  tx: Db,
  { marketplace, plugin }: PluginKey,
  changes: Updateable<Tables['marketplace_plugins']>,
): Promise<void> => {
  await tx
    .updateTable('marketplace_plugins')
    .set(changes)
    .where('marketplace_id', '=', marketplace)
    .where('name', '=', plugin)
    .execute();
};
