import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

/** Whether the account with this address has opened a session from there; no account never has. */
export const hasSignedInFrom = async (
  db: Kysely<Tables>,
  { emailKey, ip }: { readonly emailKey: string; readonly ip: string },
): Promise<boolean> => {
  const sessions = db.selectFrom('sessions').innerJoin('users', 'users.id', 'sessions.user_id');
  const own = sessions.select('sessions.id').where('users.email_key', '=', emailKey);
  return (await own.where('sessions.ip', '=', ip).executeTakeFirst()) !== undefined;
};
