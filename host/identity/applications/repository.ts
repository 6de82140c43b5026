import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { Revocation } from '../credentials/repository.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['sessions']>;

/** A row behind something that an application holds: the yes of its person, or one of the tokens that followed. */
export type ApplicationRow = Pick<
  Row,
  | 'id'
  | 'kind'
  | 'user_id'
  | 'client_id'
  | 'scopes'
  | 'resource'
  | 'parent_id'
  | 'expires_at'
  | 'revoked_at'
  | 'revoke_reason'
>;

/** What a new one is made of. */
export type NewApplicationRow = Pick<
  Row,
  | 'id'
  | 'kind'
  | 'user_id'
  | 'token_hash'
  | 'client_id'
  | 'scopes'
  | 'resource'
  | 'parent_id'
  | 'created_at'
  | 'expires_at'
  | 'ip'
  | 'user_agent'
>;

const known = [
  'id',
  'kind',
  'user_id',
  'client_id',
  'scopes',
  'resource',
  'parent_id',
  'expires_at',
  'revoked_at',
  'revoke_reason',
] as const;

/** Adds rows. */
export const insertApplicationRows = async (tx: Db, rows: readonly NewApplicationRow[]): Promise<void> => {
  const fresh = { last_seen_at: null, revoked_at: null, revoked_by: null, revoke_reason: null };
  await tx
    .insertInto('sessions')
    .values(rows.map((row) => ({ ...row, ...fresh })))
    .execute();
};

/** The row of what has this hash, if it is of one of these kinds. */
export const findApplicationRow = (
  db: Db,
  { hash, kinds }: { readonly hash: string; readonly kinds: readonly Exclude<Row['kind'], 'session'>[] },
): Promise<ApplicationRow | undefined> =>
  db
    .selectFrom('sessions')
    .select(known)
    .where('token_hash', '=', hash)
    .where('kind', 'in', kinds)
    .executeTakeFirst();

/** Whether what a person has allowed has not been ended. */
export const isGrantOpen = async (db: Db, id: string): Promise<boolean> => {
  const grants = db.selectFrom('sessions').select('id').where('id', '=', id);
  const open = grants.where('kind', '=', 'oauth_grant').where('revoked_at', 'is', null);
  return (await open.executeTakeFirst()) !== undefined;
};

/** Ends what a person has allowed, and every token that followed from it. Ended ones keep their first reason. */
export const endGrant = async (tx: Db, id: string, { by, at, reason }: Revocation): Promise<void> => {
  await tx
    .updateTable('sessions')
    .set({ revoked_at: at, revoked_by: by, revoke_reason: reason })
    .where(({ or, and, eb }) =>
      or([and([eb('id', '=', id), eb('kind', '=', 'oauth_grant')]), eb('parent_id', '=', id)]),
    )
    .where('revoked_at', 'is', null)
    .execute();
};

/** Ends a refresh token whose place another one takes, and lets the grant last as long as that. */
export const rotateOut = async (
  tx: Db,
  { id, parent_id, user_id }: Pick<ApplicationRow, 'id' | 'parent_id' | 'user_id'>,
  { at, until }: { readonly at: Date; readonly until: Date },
): Promise<void> => {
  const ended = { revoked_at: at, revoked_by: user_id, revoke_reason: 'rotated' };
  await tx.updateTable('sessions').set(ended).where('id', '=', id).execute();
  const grant = tx.updateTable('sessions').set({ expires_at: until }).where('kind', '=', 'oauth_grant');
  await grant.where('id', '=', parent_id).execute();
};
