import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { TokenRow } from '../credentials/repository.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['desktop_links']>;

/** A linked device as its owner sees it. */
export type DesktopLink = Omit<Row, 'user_id' | 'token_hash' | 'revoked_at'>;

/** The row behind a desktop token. */
export interface DesktopRow extends TokenRow {
  readonly deviceName: string | null;
}

const shown = ['jti', 'device_name', 'created_at', 'expires_at', 'last_used_at'] as const;

/** Adds the row without which a desktop token is worth nothing. */
export const insertDesktopLink = async (
  tx: Db,
  link: Omit<Row, 'last_used_at' | 'revoked_at'>,
): Promise<void> => {
  await tx
    .insertInto('desktop_links')
    .values({ ...link, last_used_at: null, revoked_at: null })
    .execute();
};

/** The row a desktop token names, live or not. */
export const findDesktopLink = async (db: Db, jti: string): Promise<DesktopRow | undefined> => {
  const columns = ['user_id', 'token_hash', 'revoked_at', ...shown] as const;
  const rows = db.selectFrom('desktop_links').select(columns).where('jti', '=', jti);
  const row = await rows.executeTakeFirst();
  return (
    row && {
      userId: row.user_id,
      tokenHash: row.token_hash,
      expiresAt: row.expires_at,
      deviceName: row.device_name,
      ...(row.revoked_at && { revokedAt: row.revoked_at }),
      ...(row.last_used_at && { usedAt: row.last_used_at }),
    }
  );
};

/** Devices that are linked to a user now, newest first. */
export const desktopLinksOf = (db: Db, userId: string, now: Date): Promise<DesktopLink[]> =>
  db
    .selectFrom('desktop_links')
    .select(shown)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('jti', 'desc')
    .execute();

/** Unlinks one device, or with `userId` every device of that user. */
export const revokeDesktopLinks = async (
  tx: Db,
  which: { readonly jti: string } | { readonly userId: string },
  at: Date,
): Promise<void> => {
  const live = tx.updateTable('desktop_links').set({ revoked_at: at }).where('revoked_at', 'is', null);
  const chosen =
    'jti' in which ? live.where('jti', '=', which.jti) : live.where('user_id', '=', which.userId);
  await chosen.execute();
};

/** Notes that a desktop token was used. */
export const noteDesktopUse = async (tx: Db, jti: string, at: Date): Promise<void> => {
  await tx.updateTable('desktop_links').set({ last_used_at: at }).where('jti', '=', jti).execute();
};

/** Removes links that ended before this moment. */
export const sweepDesktopLinks = async (tx: Db, before: Date): Promise<void> => {
  await tx
    .deleteFrom('desktop_links')
    .where(({ or, eb }) => or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]))
    .execute();
};
