import type { Static } from '@agnes/sdk';
import { isoUtc } from '../store/iso-utc.ts';
import type { ListedToken } from './credentials/listed-repository.ts';
import type { NewPersonalToken } from './credentials/personal-tokens.ts';
import { scopesOf } from './credentials/repository.ts';
import type { me, newToken, token } from './schema.ts';
import type { WhoAmI } from './who-am-i.ts';

const instant = (date: Date | null | undefined): string | null => (date ? isoUtc(date) : null);

/** A personal access token, or a connected application, as its owner reads it. */
export const tokenOnWire = (row: ListedToken): Static<typeof token> => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  prefix: row.prefix,
  created_at: isoUtc(row.created_at),
  expires_at: instant(row.expires_at),
  last_used_at: instant(row.last_used_at),
  revoked_at: instant(row.revoked_at),
  scopes: row.scopes === null ? null : [...scopesOf(row.scopes)],
});

/** A personal access token as it is shown once. */
export const newTokenOnWire = ({ token: value, ...row }: NewPersonalToken): Static<typeof newToken> => {
  const { id, name, prefix, expires_at, created_at } = tokenOnWire({ ...row, kind: 'pat' });
  return { id, name, prefix, token: value, expires_at, created_at };
};

/** The caller as they read about themselves. */
export const meOnWire = ({ principal, groups, expiresAt }: WhoAmI): Static<typeof me> => ({
  user_id: principal.userId,
  email: principal.email,
  name: principal.name ?? null,
  is_admin: principal.isAdmin,
  groups: groups.map(({ id, name, isSystem }) => ({ id, name, is_system: isSystem })),
  token_kind: principal.kind,
  scopes: principal.scopes ? [...principal.scopes] : null,
  expires_at: instant(expiresAt),
});
