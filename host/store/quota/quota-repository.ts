import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

type Db = Kysely<Tables>;

/** What is counted of one user, or of the whole instance; `day` is a day or an hour of UTC, as ISO text. */
export interface Counted {
  readonly userId: string;
  readonly day: string;
  readonly kind: string;
}

/** How much was counted so far. */
export const amountOf = async (db: Db, { userId, day, kind }: Counted): Promise<number> => {
  const row = await db
    .selectFrom('quota_usage')
    .select('amount')
    .where('user_id', '=', userId)
    .where('day', '=', day)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return Number(row?.amount ?? 0);
};

/** Counts more. Of earlier times nothing is kept: nobody asks for them. */
export const addAmount = async (tx: Db, counted: Counted, amount: number): Promise<void> => {
  const { userId, day, kind } = counted;
  const before = await amountOf(tx, counted);
  await tx.deleteFrom('quota_usage').where('user_id', '=', userId).where('kind', '=', kind).execute();
  await tx
    .insertInto('quota_usage')
    .values({ user_id: userId, day, kind, amount: before + amount })
    .execute();
};
