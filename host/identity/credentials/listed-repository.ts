import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { endGrant } from '../applications/repository.ts';
import type { Slice } from '../page.ts';
import { type PersonalToken, type Revocation, revokePersonalToken, shownOfToken } from './repository.ts';

type Db = Kysely<Tables>;

/** What works as a person elsewhere: a token they made, or an application they connected. */
export type ListedToken = PersonalToken & { readonly kind: 'pat' | 'oauth' };

/** The same as an administrator sees it. */
export type OwnedToken = ListedToken & {
  readonly user_email: string;
  readonly last_used_ip: string | null;
};

/** Everything of a user, revoked ones too, newest first. */
export const tokensOf = (db: Db, userId: string): Promise<ListedToken[]> =>
  listed(db).where('user_id', '=', userId).orderBy('created_at', 'desc').orderBy('id', 'desc').execute();

/** Everything of everybody, revoked ones too, newest first. */
export const allTokens = (db: Db, { behind, limit }: Slice): Promise<OwnedToken[]> =>
  listed(db)
    .$if(behind !== undefined, (query) => query.where('id', '<', behind ?? ''))
    .orderBy('id', 'desc')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute();

/** True when a token or a connected application has this id. */
export const isListed = async (db: Db, id: string): Promise<boolean> =>
  (await listed(db).where('id', '=', id).executeTakeFirst()) !== undefined;

/** Revokes a token, or what an application was allowed, for good; the first revocation counts. */
export const revokeListed = async (tx: Db, id: string, ended: Revocation): Promise<void> => {
  await revokePersonalToken(tx, id, ended.at);
  await endGrant(tx, id, ended);
};

const listed = (db: Db) =>
  db.selectFrom(personal(db).unionAll(connected(db)).as('listed')).selectAll('listed');

const personal = (db: Db) =>
  db
    .selectFrom('personal_access_tokens as token')
    .innerJoin('users', 'users.id', 'token.user_id')
    .select(shownOfToken.map((column) => `token.${column}` as const))
    .select(['token.last_used_ip', 'users.email as user_email', sql.lit<'pat' | 'oauth'>('pat').as('kind')]);

const connected = (db: Db) =>
  db
    .selectFrom('sessions as grant')
    .innerJoin('users', 'users.id', 'grant.user_id')
    .innerJoin('oauth_clients as client', 'client.id', 'grant.client_id')
    .where('grant.kind', '=', 'oauth_grant')
    .select(['grant.id', 'grant.user_id', 'client.name'])
    .select(sql<string>`substr("grant".id, 1, 8)`.as('prefix'))
    .select(['grant.scopes', 'grant.created_at', 'grant.expires_at', 'grant.last_seen_at as last_used_at'])
    .select(['grant.revoked_at', 'grant.ip as last_used_ip', 'users.email as user_email'])
    .select(sql.lit<'pat' | 'oauth'>('oauth').as('kind'));
