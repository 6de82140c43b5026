import type { Kysely } from 'kysely';
import type { LockEntry } from '../../kernel/generation-lock.ts';
import type { Tables } from '../../store/tables.ts';
import type { Plan } from '../plan.ts';

type Db = Kysely<Tables>;

/** Keeps a plan until it expires, and forgets those that have. What was typed as a secret is never in it. */
export const keepPlan = async (tx: Db, { id, hash, expiresAt, ...plan }: Plan, at: Date): Promise<void> => {
  await tx.deleteFrom('plugin_plans').where('expires_at', '<', at).execute();
  await tx
    .insertInto('plugin_plans')
    .values({ id, hash, plan: JSON.stringify(plan), created_at: at, expires_at: expiresAt })
    .execute();
};

/** A plan that is kept. */
export const planOf = async (db: Db, id: string): Promise<Plan | undefined> => {
  const row = await db.selectFrom('plugin_plans').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  // Written by `keepPlan` alone.
  const plan = JSON.parse(row.plan) as Omit<Plan, 'id' | 'hash' | 'expiresAt'>;
  return { ...plan, id: row.id, hash: row.hash, expiresAt: row.expires_at };
};

/** What plans would put in place that may still be applied: they were made from the current generation. */
export const plannedEntries = async (
  db: Db,
  { current, at }: { readonly current: number; readonly at: Date },
): Promise<readonly LockEntry[]> => {
  const rows = await db.selectFrom('plugin_plans').select('plan').where('expires_at', '>=', at).execute();
  // Written by `keepPlan` alone.
  const plans = rows.map(({ plan }) => JSON.parse(plan) as Pick<Plan, 'base' | 'plugins'>);
  return plans.filter(({ base }) => base === current).flatMap(({ plugins }) => plugins);
};
