import type { Kysely, Selectable } from 'kysely';
import type { Tables } from './tables.ts';

type Db = Kysely<Tables>;

/** What is counted under one key. */
export type RateRow = Selectable<Tables['rate_windows']>;

const columns = ['key', 'window_start', 'hits', 'blocked_until'] as const;

/** The count under this key. */
export const findWindow = (db: Db, key: string): Promise<RateRow | undefined> =>
  db.selectFrom('rate_windows').select(columns).where('key', '=', key).executeTakeFirst();

/** Counts whose key begins so and that began after `since`. */
export const windowsSince = (db: Db, prefix: string, since: Date): Promise<RateRow[]> =>
  db
    .selectFrom('rate_windows')
    .select(columns)
    .where('key', 'like', `${prefix}%`)
    .where('window_start', '>', since)
    .execute();

/** Puts these in the place of what was counted under their keys. */
export const putWindows = async (tx: Db, rows: readonly RateRow[]): Promise<void> => {
  if (rows.length === 0) return;
  await deleteWindows(
    tx,
    rows.map(({ key }) => key),
  );
  await tx.insertInto('rate_windows').values(rows).execute();
};

/** Starts these keys from nothing. */
export const deleteWindows = async (tx: Db, keys: readonly string[]): Promise<void> => {
  await tx.deleteFrom('rate_windows').where('key', 'in', keys).execute();
};

/** Forgets what began before `since`; with `below`, only counts smaller than that. */
export const forgetWindows = async (
  tx: Db,
  { prefix, since, below }: { readonly prefix: string; readonly since: Date; readonly below?: number },
): Promise<void> => {
  await tx
    .deleteFrom('rate_windows')
    .where('key', 'like', `${prefix}%`)
    .where('window_start', '<=', since)
    .$if(below !== undefined, (query) => query.where('hits', '<', below ?? 0))
    .execute();
};
