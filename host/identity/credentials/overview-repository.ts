import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { Slice } from '../page.ts';
import { type PersonalToken, shownOfToken } from './repository.ts';

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

/** A personal access token as an administrator sees it. */
export type OwnedToken = PersonalToken & {
  readonly user_email: string;
  readonly last_used_ip: string | null;
};

/** Tokens of everybody, revoked ones too, newest first. */
export const allPersonalTokens = (db: Db, { behind, limit }: Slice): Promise<OwnedToken[]> =>
  db
    .selectFrom('personal_access_tokens as token')
    .innerJoin('users', 'users.id', 'token.user_id')
    .select(shownOfToken.map((column) => `token.${column}` as const))
    .select(['users.email as user_email', 'token.last_used_ip'])
    .$if(behind !== undefined, (query) => query.where('token.id', '<', behind ?? ''))
    .orderBy('token.id', 'desc')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute();

/** True when there is a personal access token with this id. */
export const isPersonalToken = async (db: Db, id: string): Promise<boolean> => {
  const tokens = db.selectFrom('personal_access_tokens').select('id').where('id', '=', id);
  return (await tokens.executeTakeFirst()) !== undefined;
};
