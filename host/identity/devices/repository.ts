import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** Wrong codes of one person since `start`. */
export interface WrongTries {
  readonly start: Date;
  readonly hits: number;
}

const keyOf = (userId: string): string => `user_code ${userId}`;

/** What has been counted for a person, however long ago. */
export const findWrongTries = async (db: Db, userId: string): Promise<WrongTries | undefined> => {
  const windows = db.selectFrom('rate_windows').select(['window_start', 'hits']);
  const row = await windows.where('key', '=', keyOf(userId)).executeTakeFirst();
  return row && { start: row.window_start, hits: row.hits };
};

/** Puts this count in the place of the one before. */
export const putWrongTries = async (tx: Db, userId: string, { start, hits }: WrongTries): Promise<void> => {
  const key = keyOf(userId);
  await tx.deleteFrom('rate_windows').where('key', '=', key).execute();
  const row = { key, window_start: start, hits, blocked_until: null };
  await tx.insertInto('rate_windows').values(row).execute();
};

/** Forgets what was counted before this moment. */
export const sweepWrongTries = async (tx: Db, before: Date): Promise<void> => {
  const windows = tx.deleteFrom('rate_windows').where('key', 'like', `${keyOf('')}%`);
  await windows.where('window_start', '<', before).execute();
};
