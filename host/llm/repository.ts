import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';

type Db = Kysely<Tables>;

/** Nobody's own quota: the one of the whole instance. */
const owner = 'system:llm';

/** What is counted: `day` is a day or an hour of UTC, as ISO text. */
interface Counted {
  readonly kind: string;
  readonly day: string;
}

/** How much was counted so far. */
export const usageOf = async (db: Db, { kind, day }: Counted): Promise<number> => {
  const row = await db
    .selectFrom('quota_usage')
    .select('amount')
    .where('user_id', '=', owner)
    .where('day', '=', day)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return Number(row?.amount ?? 0);
};

/** Counts more; what was counted under this kind at other times is forgotten. */
export const addUsage = async (tx: Db, counted: Counted, amount: number): Promise<void> => {
  const before = await usageOf(tx, counted);
  await tx.deleteFrom('quota_usage').where('user_id', '=', owner).where('kind', '=', counted.kind).execute();
  await tx
    .insertInto('quota_usage')
    .values({ user_id: owner, ...counted, amount: before + amount })
    .execute();
};
