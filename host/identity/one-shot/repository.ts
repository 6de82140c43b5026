import type { Kysely, Selectable } from 'kysely';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['one_shot_tokens']>;

/** A token as it is looked for: the purpose is part of the question, so no token works for another one. */
export interface Wanted {
  readonly hash: string;
  readonly purpose: string;
  readonly now: Date;
}

/** What is known of a token, whoever presents it. */
export type OneShot = Pick<Row, 'id' | 'user_id' | 'email_key' | 'payload' | 'created_at' | 'expires_at'>;

const shown = ['id', 'user_id', 'email_key', 'payload', 'created_at', 'expires_at'] as const;

/** Adds a token. */
export const insertOneShot = async (
  tx: Db,
  token: Omit<Row, 'attempts' | 'max_attempts' | 'consumed_at' | 'consumed_ip'>,
): Promise<void> => {
  const fresh = { attempts: 0, max_attempts: 5, consumed_at: null, consumed_ip: null };
  await tx
    .insertInto('one_shot_tokens')
    .values({ ...token, ...fresh })
    .execute();
};

/** Takes away what has not been used: everything of one purpose, or what one user has of it. */
export const voidOneShots = async (
  tx: Db,
  { purpose, userId }: { readonly purpose: string; readonly userId?: string | undefined },
): Promise<void> => {
  const open = tx
    .deleteFrom('one_shot_tokens')
    .where('purpose', '=', purpose)
    .where('consumed_at', 'is', null);
  await (userId === undefined ? open : open.where('user_id', '=', userId)).execute();
};

/** The token, if it would still be taken; for looking before anything is done. */
export const findOpenOneShot = (db: Db, { hash, purpose, now }: Wanted): Promise<OneShot | undefined> =>
  db
    .selectFrom('one_shot_tokens')
    .select(shown)
    .where('token_hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();

/**
 * The token, for the one caller that used it up.
 *
 * One conditional update puts a marker of this caller in place of the hash; who reads its own marker back has won.
 * A token that belongs to a user is taken only while that user is active.
 */
export const consumeOneShot = async (
  tx: Db,
  { hash, purpose, now, ip }: Wanted & { readonly ip: string },
): Promise<OneShot | undefined> => {
  const marker = `CONSUMED:${newId().replaceAll('-', '')}`;
  const active = tx.selectFrom('users').select('id').where('active', '=', true);
  await tx
    .updateTable('one_shot_tokens')
    .set({ token_hash: marker, consumed_at: now, consumed_ip: ip })
    .where('token_hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .where(({ or, eb }) => or([eb('user_id', 'is', null), eb('user_id', 'in', active)]))
    .execute();
  return tx.selectFrom('one_shot_tokens').select(shown).where('token_hash', '=', marker).executeTakeFirst();
};

/** Changes what a token carries, while it is open. */
export const updatePayload = async (
  tx: Db,
  { id, payload, userId }: { readonly id: string; readonly payload: string; readonly userId?: string },
): Promise<void> => {
  const changes = { payload, ...(userId !== undefined && { user_id: userId }) };
  const open = tx.updateTable('one_shot_tokens').set(changes).where('consumed_at', 'is', null);
  await open.where('id', '=', id).execute();
};

/** Removes what nobody can use any more. */
export const sweepOneShots = async (tx: Db, before: Date): Promise<void> => {
  await tx.deleteFrom('one_shot_tokens').where('expires_at', '<', before).execute();
};
