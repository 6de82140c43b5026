import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** How often something was used on one day. */
export interface UseCount {
  readonly plugin: string;
  readonly capability: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  used: number;
  refused: number;
  /** Milliseconds UTC. */
  lastAt: number;
}

/** What was used over some days, together. */
export interface UseSum {
  readonly capability: string;
  readonly used: number;
  readonly refused: number;
  readonly lastUsedAt: Date;
}

/** Adds to what is known of that day. */
export const addUse = async (
  tx: Db,
  { plugin, capability, day, used, refused, lastAt }: UseCount,
): Promise<void> => {
  const known = await tx
    .selectFrom('capability_use')
    .select(['used', 'refused'])
    .where('plugin_id', '=', plugin)
    .where('capability', '=', capability)
    .where('day', '=', day)
    .executeTakeFirst();
  const last_used_at = new Date(lastAt);
  if (!known) {
    const row = { plugin_id: plugin, capability, day, used, refused, last_used_at };
    await tx.insertInto('capability_use').values(row).execute();
    return;
  }
  await tx
    .updateTable('capability_use')
    .set({ used: known.used + used, refused: known.refused + refused, last_used_at })
    .where('plugin_id', '=', plugin)
    .where('capability', '=', capability)
    .where('day', '=', day)
    .execute();
};

/** What a plugin used since a day, by name. */
export const useSince = async (db: Db, plugin: string, day: string): Promise<readonly UseSum[]> => {
  const rows = await db
    .selectFrom('capability_use')
    .select(({ fn }) => [
      'capability',
      fn.sum<number>('used').as('used'),
      fn.sum<number>('refused').as('refused'),
      fn.max('last_used_at').as('lastUsedAt'),
    ])
    .where('plugin_id', '=', plugin)
    .where('day', '>=', day)
    .groupBy('capability')
    .orderBy('capability')
    .execute();
  return rows.map((row) => ({ ...row, used: Number(row.used), refused: Number(row.refused) }));
};
