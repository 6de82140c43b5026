import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

/** An account of an identity provider that is linked to a user. */
export type LinkedAccount = Pick<
  Selectable<Tables['user_identities']>,
  'provider' | 'issuer' | 'email_at_link' | 'linked_at' | 'last_login_at'
>;

/** The accounts that are linked to a user, oldest first. */
export const linkedAccountsOf = (db: Kysely<Tables>, userId: string): Promise<LinkedAccount[]> =>
  db
    .selectFrom('user_identities')
    .select(['provider', 'issuer', 'email_at_link', 'linked_at', 'last_login_at'])
    .where('user_id', '=', userId)
    .orderBy('linked_at')
    .orderBy('provider')
    .execute();
