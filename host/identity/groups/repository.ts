import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** How the groups of one user at one provider were last read. */
export type SyncRow = Selectable<Tables['group_syncs']>;
type Key = Pick<SyncRow, 'provider' | 'user_id'>;

const columns = ['provider', 'user_id', 'synced_at', 'failing_since', 'suspended_at', 'reason'] as const;

/** The last reading, if there was one. */
export const findReading = (db: Db, { provider, user_id }: Key): Promise<SyncRow | undefined> =>
  db
    .selectFrom('group_syncs')
    .select(columns)
    .where('provider', '=', provider)
    .where('user_id', '=', user_id)
    .executeTakeFirst();

/** Keeps a reading in the place of the last one. */
export const putReading = async (tx: Db, row: SyncRow): Promise<void> => {
  const old = tx.deleteFrom('group_syncs').where('provider', '=', row.provider);
  await old.where('user_id', '=', row.user_id).execute();
  await tx.insertInto('group_syncs').values(row).execute();
};

const ofActive = (db: Db) =>
  db
    .selectFrom('group_syncs as sync')
    .innerJoin('users', 'users.id', 'sync.user_id')
    .select(columns.map((column) => `sync.${column}` as const))
    .where('users.active', '=', true);

/** Readings of active users that failed; with `since`, those that have failed since then and still count. */
export const failingSyncs = (db: Db, { provider, since }: Failing): Promise<SyncRow[]> => {
  const failing = ofActive(db).where('sync.failing_since', 'is not', null);
  const named = provider === undefined ? failing : failing.where('sync.provider', '=', provider);
  if (since === undefined) return named.execute();
  return named.where('sync.failing_since', '<=', since).where('sync.suspended_at', 'is', null).execute();
};

interface Failing {
  readonly provider?: string;
  readonly since?: Date;
}

/** Readings of active users that count, by anybody but these providers. */
export const syncsOfOthers = (db: Db, providers: readonly string[]): Promise<SyncRow[]> => {
  const counting = ofActive(db).where('sync.suspended_at', 'is', null);
  return (providers.length === 0 ? counting : counting.where('sync.provider', 'not in', providers)).execute();
};

/** True once groups of anybody were asked for. */
export const hasSyncs = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('group_syncs').select('provider').executeTakeFirst()) !== undefined;

/** An account at a provider whose owner is active here. */
export interface SyncedAccount {
  readonly user_id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
}

/** Accounts at a provider of people who were here since then, or whose last reading failed; one for each person. */
export const accountsToAsk = async (
  db: Db,
  { provider, since }: { provider: string; since: Date },
): Promise<readonly SyncedAccount[]> => {
  const rows = await db
    .selectFrom('user_identities as identity')
    .innerJoin('users', 'users.id', 'identity.user_id')
    .select(['identity.user_id', 'identity.issuer', 'identity.subject'])
    .select(({ fn }) => fn.coalesce('identity.email_at_link', 'users.email').as('email'))
    .where('identity.provider', '=', provider)
    .where('users.active', '=', true)
    .where((eb) =>
      eb.or([
        eb('identity.last_login_at', '>=', since),
        eb('users.id', 'in', usersOfSessions(db, since)),
        eb('users.id', 'in', usersOfTokens(db, since)),
        eb('users.id', 'in', failingUsers(db, provider)),
      ]),
    )
    .orderBy('identity.last_login_at', (order) => order.asc().nullsFirst())
    .execute();
  // Of several accounts the one used last speaks for its owner.
  return [...new Map(rows.map((row) => [row.user_id, row])).values()];
};

const usersOfSessions = (db: Db, since: Date) =>
  db.selectFrom('sessions').select('user_id').where('last_seen_at', '>=', since);

const usersOfTokens = (db: Db, since: Date) =>
  db.selectFrom('personal_access_tokens').select('user_id').where('last_used_at', '>=', since);

const failingUsers = (db: Db, provider: string) =>
  db
    .selectFrom('group_syncs')
    .select('user_id')
    .where('provider', '=', provider)
    .where('failing_since', 'is not', null);
