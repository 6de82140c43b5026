import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** A statement that somebody keeps, as it is stored. */
export type SavedRow = Selectable<Tables['saved_queries']>;

/** Everything one person has saved, by name. */
export const savedQueriesOf = (db: Db, userId: string): Promise<readonly SavedRow[]> =>
  db.selectFrom('saved_queries').selectAll().where('user_id', '=', userId).orderBy('name').execute();

/** Adds one. */
export const insertSavedQuery = async (tx: Db, row: SavedRow): Promise<void> => {
  await tx.insertInto('saved_queries').values(row).execute();
};

/** Writes over one. */
export const updateSavedQuery = async (tx: Db, { id, user_id: userId, ...row }: SavedRow): Promise<void> => {
  await tx.updateTable('saved_queries').set(row).where('id', '=', id).where('user_id', '=', userId).execute();
};

/** Removes one. */
export const deleteSavedQuery = async (
  tx: Db,
  { id, user_id: userId }: Pick<SavedRow, 'id' | 'user_id'>,
): Promise<void> => {
  await tx.deleteFrom('saved_queries').where('id', '=', id).where('user_id', '=', userId).execute();
};
