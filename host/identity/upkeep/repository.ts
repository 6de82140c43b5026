import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** A token that ends soon, and whose it is. */
export interface ExpiringToken {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Tokens of active people that end between `now` and `until` and that nobody has been reminded of. */
export const expiringTokens = async (
  db: Db,
  { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<ExpiringToken[]> => {
  const rows = await db
    .selectFrom('personal_access_tokens as token')
    .innerJoin('users', 'users.id', 'token.user_id')
    .select(['token.id', 'token.name', 'token.created_at', 'token.expires_at', 'users.email'])
    .where('token.revoked_at', 'is', null)
    .where('token.reminded_at', 'is', null)
    .where('token.expires_at', '>', now)
    .where('token.expires_at', '<=', until)
    .where('users.active', '=', true)
    .where('users.is_service', '=', false)
    .orderBy('token.id')
    .limit(limit)
    .execute();
  return rows.map(({ id, name, email, created_at, expires_at }) => ({
    id,
    name,
    email,
    createdAt: created_at,
    // The condition above leaves none without.
    expiresAt: expires_at ?? until,
  }));
};

/** Notes that these need no reminder any more. */
export const markReminded = async (tx: Db, ids: readonly string[], at: Date): Promise<void> => {
  const tokens = tx.updateTable('personal_access_tokens').set({ reminded_at: at });
  await tokens.where('id', 'in', ids).execute();
};

/** Removes sessions that ended before this moment. */
export const sweepSessions = async (tx: Db, before: Date): Promise<void> => {
  await tx
    .deleteFrom('sessions')
    .where(({ or, eb }) => or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]))
    .execute();
};
