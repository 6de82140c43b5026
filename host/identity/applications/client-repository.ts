import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** An application that has registered. */
export interface Client {
  readonly id: string;
  /** Its own word; nobody has checked it. */
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly createdAt: Date;
}

/** Adds an application. */
export const insertClient = async (tx: Db, { id, name, redirectUris, createdAt }: Client): Promise<void> => {
  const row = { id, name, redirect_uris: JSON.stringify(redirectUris), created_at: createdAt };
  await tx
    .insertInto('oauth_clients')
    .values({ ...row, last_used_at: null })
    .execute();
};

/** The application of this id. */
export const findClient = async (db: Db, id: string): Promise<Client | undefined> => {
  const rows = db.selectFrom('oauth_clients').selectAll().where('id', '=', id);
  const row = await rows.executeTakeFirst();
  return row && clientOf(row);
};

const clientOf = (row: Selectable<Tables['oauth_clients']>): Client => ({
  id: row.id,
  name: row.name,
  // Written by `insertClient`, and by nobody else.
  redirectUris: JSON.parse(row.redirect_uris) as readonly string[],
  createdAt: row.created_at,
});

/** How many there are. */
export const countClients = async (db: Db): Promise<number> => {
  const counted = db.selectFrom('oauth_clients').select(({ fn }) => fn.countAll<bigint>().as('n'));
  return Number((await counted.executeTakeFirstOrThrow()).n);
};

/** Removes the oldest that nobody has connected, of those made before this moment. */
export const removeOldestUnused = async (tx: Db, before: Date): Promise<void> => {
  const unused = tx.selectFrom('oauth_clients').select('id').where('last_used_at', 'is', null);
  const oldest = await unused.where('created_at', '<', before).orderBy('created_at').executeTakeFirst();
  if (oldest) await tx.deleteFrom('oauth_clients').where('id', '=', oldest.id).execute();
};

/** Notes that somebody connected it, or that it got a new token. */
export const noteClientUse = async (tx: Db, id: string, at: Date): Promise<void> => {
  await tx.updateTable('oauth_clients').set({ last_used_at: at }).where('id', '=', id).execute();
};

/** Removes those that have no token left and were neither registered nor used since this moment. */
export const sweepClients = async (tx: Db, before: Date): Promise<void> => {
  const used = tx.selectFrom('sessions').select('client_id').where('client_id', 'is not', null);
  await tx
    .deleteFrom('oauth_clients')
    .where('created_at', '<', before)
    .where(({ or, eb }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<', before)]))
    .where('id', 'not in', used)
    .execute();
};
