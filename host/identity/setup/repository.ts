import type { Kysely } from 'kysely';
import { instanceState, setInstanceState } from '../../store/instance-state.ts';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** Puts a new setup code in the place of all older ones. */
export const issueCode = async (
  tx: Db,
  code: { readonly hash: string; readonly createdAt: Date; readonly expiresAt: Date },
): Promise<void> => {
  await tx.deleteFrom('one_shot_tokens').where('purpose', '=', 'setup_code').execute();
  const row = {
    id: newId(),
    purpose: 'setup_code',
    token_hash: code.hash,
    user_id: null,
    email_key: null,
    payload: null,
    attempts: 0,
    max_attempts: 5,
    created_at: code.createdAt,
    expires_at: code.expiresAt,
    consumed_at: null,
    consumed_ip: null,
  };
  await tx.insertInto('one_shot_tokens').values(row).execute();
};

/** True while this code would still be taken; for turning strangers away before any work is done. */
export const isCodeOpen = async (db: Db, hash: string, now: Date): Promise<boolean> => {
  const codes = db.selectFrom('one_shot_tokens').select('id').where('purpose', '=', 'setup_code');
  const open = codes.where('token_hash', '=', hash).where('consumed_at', 'is', null);
  return (await open.where('expires_at', '>', now).executeTakeFirst()) !== undefined;
};

/**
 * True for the one caller that used the code up.
 *
 * One conditional update puts a marker of this caller in place of the hash; who reads its own marker back has won.
 */
export const consumeCode = async (
  tx: Db,
  { hash, now, ip }: { hash: string; now: Date; ip: string },
): Promise<boolean> => {
  const marker = `CONSUMED:${newId().replaceAll('-', '')}`;
  await tx
    .updateTable('one_shot_tokens')
    .set({ token_hash: marker, consumed_at: now, consumed_ip: ip })
    .where('token_hash', '=', hash)
    .where('purpose', '=', 'setup_code')
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
  const won = tx.selectFrom('one_shot_tokens').select('id').where('token_hash', '=', marker);
  return (await won.executeTakeFirst()) !== undefined;
};

const seedKey = 'seed_admins_applied';

/** Addresses that a seed has already made administrators; a seed is never applied to one twice. */
export const appliedSeeds = async (db: Db): Promise<readonly string[]> => {
  const keys = await instanceState(db, seedKey);
  return Array.isArray(keys) ? keys.map(String) : [];
};

/** Remembers the addresses of `appliedSeeds`. */
export const keepAppliedSeeds = (tx: Db, keys: readonly string[], at: Date): Promise<void> =>
  setInstanceState(tx, { key: seedKey, value: keys, at });
