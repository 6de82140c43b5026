import type { Static } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import { tokenOnWire } from '../wire.ts';
import type { OwnedToken } from './listed-repository.ts';
import type { OwnSession } from './own-sessions.ts';
import type { ownedToken, session } from './schema.ts';

/** A session as people read it. */
export const sessionOnWire = ({ isCurrent, ...row }: OwnSession): Static<typeof session> => ({
  ...row,
  created_at: isoUtc(row.created_at),
  expires_at: isoUtc(row.expires_at),
  last_seen_at: row.last_seen_at && isoUtc(row.last_seen_at),
  current: isCurrent,
});

/** A personal access token as administrators read it. */
export const ownedTokenOnWire = (row: OwnedToken): Static<typeof ownedToken> => ({
  ...tokenOnWire(row),
  user_id: row.user_id,
  user_email: row.user_email,
  last_used_ip: row.last_used_ip,
});
