import { randomBytes } from 'node:crypto';
import { newId } from '../../store/new-id.ts';
import { digest, signToken } from '../credentials/access-token.ts';
import type { NewApplicationRow } from './repository.ts';

/** How long an access token is good. */
export const accessSeconds = 60 * 60;
const refreshSeconds = 30 * 24 * 60 * 60;

/** Whose tokens they are, for which application, and for what. */
export interface Holder {
  readonly user: { readonly id: string; readonly email: string };
  readonly clientId: string;
  readonly resource: string;
  /** What the person has allowed. */
  readonly granted: readonly string[];
  /** What the access token is good for; no more than that. */
  readonly scopes: readonly string[];
}

/** Where they are asked for. */
export interface Asker {
  readonly ip: string;
  readonly userAgent: string;
}

/** Tokens that have just been made. Their values are known only here. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
  readonly refreshUntil: Date;
  /** What has to be stored before they are worth anything. */
  readonly rows: readonly NewApplicationRow[];
}

/** Makes an access token and a refresh token below a grant. */
export const newTokenSet = async (
  holder: Holder,
  { grantId, key, now, asker }: { grantId: string; key: Uint8Array; now: Date; asker: Asker },
): Promise<TokenSet> => {
  const { user, scopes } = holder;
  const jti = newId();
  const expiresAt = after(now, accessSeconds);
  const claims = { sub: user.id, email: user.email, typ: 'oauth' as const, jti };
  const accessToken = await signToken(key, { ...claims, issuedAt: now, expiresAt });
  const refreshToken = randomBytes(32).toString('base64url');
  const refreshUntil = after(now, refreshSeconds);
  const own = { ...rowOf(holder, { now, asker }), parent_id: grantId };
  const access = { ...own, id: jti, kind: 'oauth' as const, expires_at: expiresAt };
  const refresh = { ...own, id: newId(), kind: 'oauth_refresh' as const, expires_at: refreshUntil };
  return {
    accessToken,
    refreshToken,
    scopes,
    refreshUntil,
    rows: [
      { ...access, token_hash: digest(accessToken), scopes: JSON.stringify(scopes) },
      { ...refresh, token_hash: digest(refreshToken) },
    ],
  };
};

/** The yes of a person as a row. It is found again by the code that it began with. */
export const grantRow = (
  holder: Holder,
  { id, code, now, until, asker }: { id: string; code: string; now: Date; until: Date; asker: Asker },
): NewApplicationRow => ({
  ...rowOf(holder, { now, asker }),
  id,
  kind: 'oauth_grant',
  token_hash: digest(code),
  parent_id: null,
  expires_at: until,
});

const rowOf = (
  { user, clientId, resource, granted }: Holder,
  { now, asker }: { now: Date; asker: Asker },
) => ({
  user_id: user.id,
  client_id: clientId,
  resource,
  scopes: JSON.stringify(granted),
  created_at: now,
  ip: asker.ip,
  user_agent: asker.userAgent,
});

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);
