import type { Static } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import type { AccountView } from './account.ts';
import type { user } from './schema.ts';
import type { UserLink } from './user-links.ts';

/** A user as administrators read them; the invitation only where it was just made. */
export const userOnWire = ({
  account,
  isAdmin,
  isSsoManaged,
  groups,
  invite,
}: AccountView & { readonly invite?: UserLink }): Static<typeof user> => ({
  id: account.id,
  email: account.email,
  name: account.name ?? null,
  role: isAdmin ? 'admin' : 'user',
  is_admin: isAdmin,
  is_sso_user: isSsoManaged,
  groups: groups.map(({ id, name, isSystem, origin }) => ({ id, name, is_system: isSystem, origin })),
  active: account.active,
  created_at: isoUtc(account.createdAt),
  deactivated_at: account.deactivatedAt ? isoUtc(account.deactivatedAt) : null,
  invite_url: invite?.url ?? null,
  invite_email_sent: invite?.isMailed ?? null,
});
