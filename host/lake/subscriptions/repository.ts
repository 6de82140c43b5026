import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** Which tables somebody wants, by id, with when they said so. */
export const settingsOf = async (
  db: Db,
  userId: string,
): Promise<readonly { readonly tableId: string; readonly enabled: boolean }[]> => {
  const rows = await db
    .selectFrom('user_sync_settings')
    .select(['table_id', 'enabled'])
    .where('user_id', '=', userId)
    .execute();
  return rows.map(({ table_id, enabled }) => ({ tableId: table_id, enabled }));
};

/** Notes what somebody wants of these tables; what they said of others stays. */
export const saveSettings = async (
  tx: Db,
  userId: string,
  wanted: { readonly at: Date; readonly tables: ReadonlyMap<string, boolean> },
): Promise<void> => {
  const ids = [...wanted.tables.keys()];
  if (ids.length === 0) return;
  await tx
    .deleteFrom('user_sync_settings')
    .where('user_id', '=', userId)
    .where('table_id', 'in', ids)
    .execute();
  const row = { user_id: userId, updated_at: wanted.at };
  const rows = [...wanted.tables].map(([table_id, enabled]) => ({ ...row, table_id, enabled }));
  await tx.insertInto('user_sync_settings').values(rows).execute();
};

/** What somebody prefers under a key; nothing when they never said. */
export const preferenceOf = async (db: Db, userId: string, key: string): Promise<unknown> => {
  const row = await db
    .selectFrom('user_preferences')
    .select('value')
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row && JSON.parse(row.value);
};

/** Notes what somebody prefers. */
export const savePreference = async (
  tx: Db,
  userId: string,
  { key, value, at }: { readonly key: string; readonly value: unknown; readonly at: Date },
): Promise<void> => {
  await tx.deleteFrom('user_preferences').where('user_id', '=', userId).where('key', '=', key).execute();
  const row = { user_id: userId, key, value: JSON.stringify(value), updated_at: at };
  await tx.insertInto('user_preferences').values(row).execute();
};
