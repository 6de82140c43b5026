import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** Tokens that have a row behind them. */
export type TokenKind = 'session' | 'pat' | 'oauth';

/** Whether a credential of this kind has a row that can end. */
export const hasRow = (kind: string): kind is TokenKind =>
  kind === 'session' || kind === 'pat' || kind === 'oauth';

/** The row behind a token, and whether its user may come in. */
export interface TokenRow {
  readonly userId: string;
  readonly tokenHash: string;
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
  readonly usedAt?: Date;
  readonly usedIp?: string;
  readonly scopes?: readonly string[];
  /** The only thing it opens; of tokens of applications. */
  readonly resource?: string;
}

/** A personal access token as its owner sees it. */
export type PersonalToken = Omit<
  Selectable<Tables['personal_access_tokens']>,
  'token_hash' | 'last_used_ip' | 'reminded_at'
>;

/** The row a token names. */
export const findToken = (db: Db, kind: TokenKind, id: string): Promise<TokenRow | undefined> =>
  kind === 'pat' ? findPersonalToken(db, id) : findSession(db, kind, id);

const findSession = async (
  db: Db,
  kind: Exclude<TokenKind, 'pat'>,
  id: string,
): Promise<TokenRow | undefined> => {
  const columns = ['user_id', 'token_hash', 'scopes', 'resource', 'expires_at', 'revoked_at'] as const;
  const rows = db.selectFrom('sessions').select(columns).where('id', '=', id).where('kind', '=', kind);
  const row = await rows.select('last_seen_at as used_at').executeTakeFirst();
  return row && tokenRowOf({ ...row, used_ip: null });
};

const findPersonalToken = async (db: Db, id: string): Promise<TokenRow | undefined> => {
  const columns = ['user_id', 'token_hash', 'scopes', 'expires_at', 'revoked_at'] as const;
  const rows = db.selectFrom('personal_access_tokens').select(columns).where('id', '=', id);
  const row = await rows.select(['last_used_at as used_at', 'last_used_ip as used_ip']).executeTakeFirst();
  return row && tokenRowOf(row);
};

interface RawTokenRow {
  readonly user_id: string;
  readonly token_hash: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly used_at: Date | null;
  readonly used_ip: string | null;
  readonly scopes: string | null;
  readonly resource?: string | null;
}

const tokenRowOf = (row: RawTokenRow): TokenRow => ({
  userId: row.user_id,
  tokenHash: row.token_hash,
  ...(row.expires_at && { expiresAt: row.expires_at }),
  ...(row.revoked_at && { revokedAt: row.revoked_at }),
  ...(row.used_at && { usedAt: row.used_at }),
  ...(row.used_ip !== null && { usedIp: row.used_ip }),
  ...(row.scopes !== null && { scopes: scopesOf(row.scopes) }),
  ...(row.resource && { resource: row.resource }),
});

/** The scopes as they were written by `insertPersonalToken`. */
export const scopesOf = (json: string): readonly string[] => {
  const scopes: unknown = JSON.parse(json);
  return Array.isArray(scopes) ? scopes.map(String) : [];
};

/** What a new session is made of. */
export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly ip: string;
  readonly userAgent: string;
}

/** Adds the row without which a session's token is worth nothing. */
export const insertSession = async (tx: Db, session: NewSession): Promise<void> => {
  const row = {
    id: session.id,
    kind: 'session' as const,
    user_id: session.userId,
    token_hash: session.tokenHash,
    client_id: null,
    scopes: null,
    resource: null,
    parent_id: null,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    last_seen_at: null,
    ip: session.ip,
    user_agent: session.userAgent,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
  };
  await tx.insertInto('sessions').values(row).execute();
};

/** Who ends sessions, when and why. */
export interface Revocation {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

/** Ends one session, or with `userId` every session of that user. Ended ones keep their first reason. */
export const revokeSessions = async (
  tx: Db,
  which: { readonly id: string } | { readonly userId: string },
  { by, at, reason }: Revocation,
): Promise<void> => {
  const live = tx
    .updateTable('sessions')
    .set({ revoked_at: at, revoked_by: by, revoke_reason: reason })
    .where('revoked_at', 'is', null);
  const chosen = 'id' in which ? live.where('id', '=', which.id) : live.where('user_id', '=', which.userId);
  await chosen.execute();
};

/** What is shown of a token. */
export const shownOfToken = [
  'id',
  'user_id',
  'name',
  'prefix',
  'scopes',
  'created_at',
  'expires_at',
  'last_used_at',
  'revoked_at',
] as const;

/** Adds a personal access token. */
export const insertPersonalToken = async (
  tx: Db,
  token: Omit<Selectable<Tables['personal_access_tokens']>, 'reminded_at'>,
): Promise<void> => {
  await tx
    .insertInto('personal_access_tokens')
    .values({ ...token, reminded_at: null })
    .execute();
};

/** Revokes a token for good; the first revocation counts. */
export const revokePersonalToken = async (tx: Db, id: string, at: Date): Promise<void> => {
  const tokens = tx.updateTable('personal_access_tokens').set({ revoked_at: at });
  await tokens.where('id', '=', id).where('revoked_at', 'is', null).execute();
};

/** Notes that a token was used. */
export const noteUse = async (
  tx: Db,
  { kind, id, at, ip }: { kind: TokenKind; id: string; at: Date; ip: string },
): Promise<void> => {
  if (kind === 'pat') {
    const used = { last_used_at: at, last_used_ip: ip };
    await tx.updateTable('personal_access_tokens').set(used).where('id', '=', id).execute();
    return;
  }
  await tx.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).execute();
  if (kind === 'oauth') await noteGrantUse(tx, id, { at, ip });
};

/** What a person sees of an application is the grant, whichever token was used. */
const noteGrantUse = async (tx: Db, id: string, { at, ip }: { at: Date; ip: string }): Promise<void> => {
  const token = await tx.selectFrom('sessions').select('parent_id').where('id', '=', id).executeTakeFirst();
  const grant = tx.updateTable('sessions').set({ last_seen_at: at, ip });
  await grant.where('id', '=', token?.parent_id ?? '').execute();
};
