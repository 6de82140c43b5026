import type { Kysely, Selectable, Updateable } from 'kysely';
import type { Tables } from '../tables.ts';

/** A mail as it is stored. */
export type OutboxRow = Selectable<Tables['outbox']>;

type Db = Kysely<Tables>;

/** The attempt that never comes: how a mail that was given up is marked. */
export const never = new Date('9999-12-31T00:00:00Z');

/** Adds a mail. */
export const insertMail = async (tx: Db, row: OutboxRow): Promise<void> => {
  await tx.insertInto('outbox').values(row).execute();
};

/** The mail that has been due for longest. */
export const dueMail = (db: Db, now: Date): Promise<OutboxRow | undefined> =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('sent_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();

/** When the next mail is due, if one waits. */
export const nextMailAt = async (db: Db): Promise<Date | undefined> => {
  const waiting = db.selectFrom('outbox').where('sent_at', 'is', null).where('next_attempt_at', '<', never);
  const row = await waiting.select((eb) => eb.fn.min('next_attempt_at').as('at')).executeTakeFirst();
  return row?.at ?? undefined;
};

/** Notes what became of an attempt. */
export const changeMail = async (
  tx: Db,
  id: string,
  changes: Updateable<Tables['outbox']>,
): Promise<void> => {
  await tx.updateTable('outbox').set(changes).where('id', '=', id).execute();
};

/** Removes what was sent, or given up, before an instant. What still waits stays, however old. */
export const removeOldMails = async (tx: Db, before: Date): Promise<void> => {
  await tx
    .deleteFrom('outbox')
    .where((eb) =>
      eb.or([
        eb('sent_at', '<', before),
        eb.and([eb('next_attempt_at', '=', never), eb('created_at', '<', before)]),
      ]),
    )
    .execute();
};
