import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** A session as its owner sees it. */
export type SessionRow = Pick<
  Selectable<Tables['sessions']>,
  'id' | 'created_at' | 'expires_at' | 'last_seen_at' | 'ip' | 'user_agent'
>;

const sessionColumns = ['id', 'created_at', 'expires_at', 'last_seen_at', 'ip', 'user_agent'] as const;

/** Sessions of a user that have not ended, newest first. */
export const liveSessionsOf = (db: Db, userId: string, now: Date): Promise<SessionRow[]> =>
  db
    .selectFrom('sessions')
    .select(sessionColumns)
    .where('user_id', '=', userId)
    .where('kind', '=', 'session')
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();

/** True when this session is or was one of the user's. */
export const isSessionOf = async (db: Db, userId: string, id: string): Promise<boolean> => {
  const sessions = db.selectFrom('sessions').select('id').where('user_id', '=', userId);
  const own = sessions.where('kind', '=', 'session').where('id', '=', id);
  return (await own.executeTakeFirst()) !== undefined;
};
