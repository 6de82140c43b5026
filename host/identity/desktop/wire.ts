import { isoUtc } from '../../store/iso-utc.ts';
import type { DesktopLink } from './repository.ts';

/** A linked device as its owner reads it. */
export const desktopLinkOnWire = (link: DesktopLink) => ({
  ...link,
  created_at: isoUtc(link.created_at),
  expires_at: isoUtc(link.expires_at),
  last_used_at: link.last_used_at && isoUtc(link.last_used_at),
});
