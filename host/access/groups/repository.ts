import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { GroupRow } from '../rights/repository.ts';

type Db = Kysely<Tables>;

const groupColumns = ['id', 'name', 'description', 'is_system', 'created_at', 'created_by'] as const;

/** The group with this id. */
export const findGroup = (db: Db, id: string): Promise<GroupRow | undefined> =>
  db.selectFrom('user_groups').select(groupColumns).where('id', '=', id).executeTakeFirst();

/** Every group. */
export const listGroups = (db: Db): Promise<GroupRow[]> =>
  db.selectFrom('user_groups').select(groupColumns).orderBy('id').execute();

/** Adds a group; the caller has checked its name in the same transaction. */
export const insertGroup = async (tx: Db, row: GroupRow): Promise<void> => {
  await tx.insertInto('user_groups').values(row).execute();
};

/** Gives a group its new name and description; the caller has checked the name in the same transaction. */
export const updateGroup = async (
  tx: Db,
  { id, name, description }: Pick<GroupRow, 'id' | 'name' | 'description'>,
): Promise<void> => {
  await tx.updateTable('user_groups').set({ name, description }).where('id', '=', id).execute();
};

/** Takes a group away; its members and grants have to be gone. */
export const deleteGroup = async (tx: Db, id: string): Promise<void> => {
  await tx.deleteFrom('user_groups').where('id', '=', id).execute();
};
