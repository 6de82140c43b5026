import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What the host remembers under a key, or `undefined` when it never noted anything. */
export const instanceState = async (db: Kysely<Tables>, key: string): Promise<unknown> => {
  const query = db.selectFrom('instance_state').select('value').where('key', '=', key);
  const row = await query.executeTakeFirst();
  return row && JSON.parse(row.value);
};

/** Notes a JSON value under a key, inside the transaction of the change it belongs to. */
export const setInstanceState = async (
  tx: Kysely<Tables>,
  { key, value, at }: { key: string; value: unknown; at: Date },
): Promise<void> => {
  await tx.deleteFrom('instance_state').where('key', '=', key).execute();
  await tx
    .insertInto('instance_state')
    .values({ key, value: JSON.stringify(value), updated_at: at })
    .execute();
};
