import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { Slice } from '../page.ts';
import type { Account } from './account.ts';
import { forgetAuthor } from './forget-author.ts';
import { userColumns, userOf } from './repository.ts';

type Db = Kysely<Tables>;

const columns = [...userColumns, 'created_at', 'deactivated_at'] as const;

/** Accounts, oldest first; with `q`, those that have it in their e-mail or name. */
export const findAccounts = async (
  db: Db,
  q: string | undefined,
  { behind, limit }: Slice,
): Promise<Account[]> => {
  const part = q?.normalize('NFKC').trim().toLowerCase();
  const rows = await db
    .selectFrom('users')
    .select(columns)
    .$if(part !== undefined, (query) =>
      query.where(sql<boolean>`strpos(lower(email), ${part}) > 0 or strpos(lower(name), ${part}) > 0`),
    )
    .$if(behind !== undefined, (query) => query.where('id', '>', behind ?? ''))
    .orderBy('id')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute();
  return rows.map(accountOf);
};

/** How many accounts there are. */
export const countAccounts = async (db: Db): Promise<number> => {
  const counted = db.selectFrom('users').select((eb) => eb.fn.countAll().as('count'));
  return Number((await counted.executeTakeFirst())?.count ?? 0);
};

/** The account with this id. */
export const findAccount = async (db: Db, id: string): Promise<Account | undefined> => {
  const row = await db.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst();
  return row && accountOf(row);
};

/** Switches an account off; who did it first, and when, is kept. */
export const deactivateUser = async (
  tx: Db,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: Date },
): Promise<void> => {
  const fields = { active: false, deactivated_at: at, deactivated_by: by, updated_at: at };
  await tx.updateTable('users').set(fields).where('id', '=', id).where('active', '=', true).execute();
};

/** Everything that is somebody's own. The audit log is about them and stays; memberships are forgotten by `access`. */
const ownTables = [
  'user_identities',
  'one_shot_tokens',
  'sessions',
  'personal_access_tokens',
  'desktop_links',
  'group_syncs',
  'quota_usage',
  'query_log',
  'query_jobs',
  'user_sync_settings',
  'user_preferences',
  'saved_queries',
  'knowledge_votes',
  'marketplace_choices',
  'uploads',
] as const;

/** What somebody is served of marketplaces. */
const servedTables = ['feed_heads', 'marketplace_deliveries'] as const;

/** Removes a user and what is theirs. */
export const deleteUser = async (tx: Db, id: string): Promise<void> => {
  await forgetAuthor(tx, id);
  for (const table of ownTables) await tx.deleteFrom(table).where('user_id', '=', id).execute();
  for (const table of servedTables) await tx.deleteFrom(table).where('principal', '=', id).execute();
  await tx.deleteFrom('users').where('id', '=', id).execute();
};

const accountOf = (row: Pick<Selectable<Tables['users']>, (typeof columns)[number]>): Account => ({
  ...userOf(row),
  createdAt: row.created_at,
  ...(row.deactivated_at && { deactivatedAt: row.deactivated_at }),
});
